#pragma once

#include "base/error.hpp"
#include "state/job_records.hpp"

#include <chrono>
#include <map>
#include <optional>

/// What is decided about jobs, without doing it. Pure.
namespace sluice::server {

/// How jobs are run.
struct job_pace {
    unsigned pulls_per_agent = 4;
    std::chrono::milliseconds first_backoff{1'000};
    std::chrono::milliseconds longest_backoff{300'000};
    std::chrono::milliseconds told_every{250};     // progress, into memory
    std::chrono::milliseconds stored_every{5'000}; // progress, into the store
    std::chrono::milliseconds alive_every{15'000}; // on a stream of events where nothing happens
};

/// What is known of an agent.
struct agent_load {
    bool here = false;
    unsigned pulls = 0; // that run now
};

/// What is to be done with the unfinished jobs now.
struct job_choice {
    std::vector<std::string> start;            // ids, the first one first
    std::vector<std::string> overdue;          // ids of those whose deadline has passed
    std::optional<std::int64_t> look_again_ns; // when time alone changes the choice; none: never
};

/// Higher priority first, then the older one; an agent that is not here is waited for. now_ns is
/// of the real-time clock; a next try that lies farther ahead than any back-off is due (the clock
/// was set back).
job_choice choose_jobs(const std::vector<const state::job_record*>& unfinished,
                       const std::map<std::string, agent_load>& agents, const job_pace& pace,
                       std::int64_t now_ns);

/// Why an attempt was ended from outside.
enum class job_stop { none, leaving, overdue, cancelled };

/// What one attempt came to.
struct attempt_end {
    state::job_figures reached;
    std::uint64_t verified_before = 0; // bytes, of earlier attempts
    std::string digest;
    std::optional<error> failed;
    bool by_store = false; // it was our own store that failed
    job_stop stopped = job_stop::none;
};

/// Clock and random number of a decision.
struct job_moment {
    std::int64_t now_ns = 0;
    std::uint64_t random = 0;
};

/// True if a later attempt may succeed where this error ended one, after so many in a row that got
/// no further.
bool is_worth_another_try(const error& why, std::uint64_t setbacks);

/// The job that ran, after its attempt: completed, failed, or queued for a later one.
state::job_record after_attempt(const state::job_record& running, const attempt_end& end,
                                const job_pace& pace, job_moment at);

/// The kind of the event that tells of a job that is now like this after an attempt.
std::string kind_after_attempt(const state::job_record& now);

/// The other moves; each raises the epoch. The job must be in a phase from which it can be moved
/// so.
state::job_record started(const state::job_record& queued, std::int64_t now_ns);
state::job_record cancelled(const state::job_record& unfinished, std::int64_t now_ns);
state::job_record overdue(const state::job_record& queued, std::int64_t now_ns);

/// A failed or cancelled job, queued again: as new but for what it has reached. A deadline that has
/// passed is dropped.
state::job_record queued_again(const state::job_record& ended, std::int64_t now_ns);

/// Queued or running; the name of a phase as the API shows it, and back.
bool is_unfinished(state::job_phase phase);
std::string_view name_of(state::job_phase phase);
std::optional<state::job_phase> job_phase_of(std::string_view name);

/// What a queued job waits for, in words.
std::string waiting_for(const state::job_record& queued, const agent_load& agent,
                        const job_pace& pace, std::int64_t now_ns);

} // namespace sluice::server
