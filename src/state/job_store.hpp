#pragma once

#include "state/job_records.hpp"
#include "state/records.hpp"

namespace sluice::state {

/// The part of the store that keeps the jobs of agents and what happened to them. As `store` says.
/// What changes a job writes the event that tells of it in the same transaction; the newest
/// `kept_events` are kept.
class job_store {
public:
    virtual ~job_store() = default;

    static constexpr std::uint64_t kept_events = 10'000;

    /// All of them or none, with a "job.queued" for each. Errors: target_exists (the owner has a
    /// batch with this key, or an id is taken).
    virtual result<> add_jobs(const batch_record& batch, const std::vector<job_record>& made) = 0;
    virtual result<std::optional<batch_record>> find_batch(const std::string& id) = 0;
    virtual result<std::optional<batch_record>> find_batch_by_key(const std::string& owner,
                                                                  const std::string& key) = 0;

    virtual result<std::optional<job_record>> find_job(const std::string& id) = 0;

    /// The newest first, of those with a number below `before` (0: from the newest on).
    virtual result<std::vector<job_record>> jobs(const job_filter& which, std::uint64_t before,
                                                 std::size_t most) = 0;

    /// Queued and running ones, oldest first.
    virtual result<std::vector<job_record>> unfinished_jobs() = 0;
    virtual result<job_sums> sum_jobs(const job_filter& which) = 0;

    /// Moves a job that is in phase `from` and at the epoch before that of `to`: all that moves is
    /// as in `to` afterwards. Errors: fenced (it is elsewhere, or gone).
    virtual result<> move_job(const job_record& to, job_phase from, const std::string& kind,
                              std::int64_t at_ns) = 0;

    /// Queues whatever runs: nothing does when the program starts. How many there were.
    virtual result<std::uint64_t> requeue_running_jobs(std::int64_t at_ns) = 0;

    /// Gives a running job its place, for ever: targets never are, hold or lie in one another, not
    /// even after the job was removed. Gives the older target that is in the way; empty: the place
    /// is the job's. Errors: fenced.
    virtual result<std::string> claim_target(const std::string& id, std::uint64_t epoch,
                                             const job_place& place) = 0;

    /// How far a running job is, with a "job.progress". Errors: fenced.
    virtual result<> note_job_progress(const std::string& id, std::uint64_t epoch,
                                       const job_figures& reached, std::int64_t at_ns) = 0;

    /// Forgets a job that has ended; a batch goes with its last job. False: no such job. Errors:
    /// target_busy (it has not ended).
    virtual result<bool> remove_job(const std::string& id, std::int64_t at_ns) = 0;

    /// An agent came or went: it is known from now on, first_seen_ns stays as it was first. Writes
    /// an event of this kind.
    virtual result<> note_agent(const agent_record& seen, const std::string& kind) = 0;
    virtual result<std::vector<agent_record>> known_agents() = 0; // by id

    /// Events with a sequence above `after`, lowest first.
    virtual result<std::vector<event_record>> events(std::uint64_t after, std::size_t most) = 0;

    /// The sequence of the newest one; 0: there is none.
    virtual result<std::uint64_t> newest_event() = 0;
};

} // namespace sluice::state
