#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <vector>

/// What the state store keeps of jobs, agents and events. Plain data; times are ns since 1970 UTC.
namespace sluice::state {

/// Where a job is in its life. completed is for ever; a failed or cancelled job can be queued
/// again.
enum class job_phase : std::uint8_t {
    queued = 1,
    running = 2,
    completed = 3,
    failed = 4,
    cancelled = 5
};
inline constexpr std::size_t job_phases = 5;

/// How far the fetching of a job is, in bytes and files.
struct job_figures {
    std::uint64_t known = 0;    // bytes there are, as far as listed
    std::uint64_t received = 0; // bytes, those of earlier attempts included
    std::uint64_t verified = 0; // bytes
    std::uint64_t durable = 0;  // bytes
    std::uint64_t files_known = 0;
    std::uint64_t files_done = 0;

    friend bool operator==(const job_figures&, const job_figures&) = default;
};

/// What was ordered in one request: one job, or the same of many agents.
struct batch_record {
    std::string id;      // a UUID
    std::string owner;   // name of the token; empty: none was needed
    std::string key;     // Idempotency-Key; empty: none
    std::string request; // what was asked for, to tell whether a key is used for something else
    std::int64_t created_ns = 0;
};

/// To fetch something from one agent.
struct job_record {
    std::uint64_t number = 0; // given by the store, rising
    std::string id;           // a UUID
    std::string batch;
    std::string agent;
    std::string owner; // as of the batch
    std::string path;  // as it was asked for
    std::int64_t priority = 0;
    std::uint64_t rate = 0; // bytes/s, 0: no limit
    std::int64_t created_ns = 0;

    // Claimed at the first start.
    std::string resolved; // what the agent shows under the path
    bool is_file = false; // one file; else all below it or whatever matches
    std::string target;   // below the downloads folder; empty: not claimed yet

    // What moves.
    job_phase phase = job_phase::queued;
    std::uint64_t epoch = 1; // rises with every move
    std::uint64_t attempts = 0;
    std::uint64_t setbacks = 0; // attempts in a row that made nothing durable
    std::int64_t next_try_ns = 0;
    std::int64_t deadline_ns = 0; // 0: none
    std::int64_t started_ns = 0;  // of the first attempt, 0: none
    std::int64_t ended_ns = 0;    // 0: not ended
    job_figures reached;
    std::string digest; // root digest of a single file, hex
    std::string code;   // of the last error; empty: none
    std::string detail;
};

/// Which jobs; empty fields choose nothing out.
struct job_filter {
    std::vector<job_phase> phases;
    std::string agent;
    std::string batch;
    bool of_owner = false; // only those of `owner`
    std::string owner;
};

/// Jobs of one phase, counted.
struct job_sum {
    std::uint64_t jobs = 0;
    std::uint64_t known = 0;   // bytes
    std::uint64_t durable = 0; // bytes

    friend bool operator==(const job_sum&, const job_sum&) = default;
};

/// By phase: that of `queued` stands first.
using job_sums = std::array<job_sum, job_phases>;

/// Where a job's result goes.
struct job_place {
    std::string resolved;
    bool is_file = false;
    std::string target;
};

/// Something that happened to a job or an agent.
struct event_record {
    std::uint64_t sequence = 0; // given by the store, rising
    std::int64_t at_ns = 0;
    std::string kind; // "job.queued", "agent.connected", ...
    std::string job;  // its id; empty: the event is not about a job
    std::string batch;
    std::string agent;
    std::string owner;
    std::string path;
    std::uint64_t attempts = 0;
    job_figures reached;
    std::string code;
    std::string detail;
};

/// An agent that was connected at least once.
struct agent_record {
    std::string id;
    std::string name; // program and version, as it called itself
    std::string door;
    std::string owner; // of the token; empty: none was needed
    std::int64_t first_seen_ns = 0;
    std::int64_t last_seen_ns = 0;
};

} // namespace sluice::state
