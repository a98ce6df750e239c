#pragma once

#include "server/jobs/job_order.hpp"
#include "server/jobs/job_runner.hpp"

namespace sluice::server {

/// What was ordered.
struct ordered_jobs {
    state::batch_record batch;
    std::vector<state::job_record> jobs; // by agent
    bool is_new = false;                 // not known by its key before
};

/// An agent that is known, and its connection if it is here.
struct seen_agent {
    state::agent_record record;
    std::shared_ptr<agent_link> link; // null: not connected
    unsigned pulls = 0;
};

/// Orders jobs, moves them, and tells of them; runs them through its runner. One per program, there
/// only where there is a store. The coroutines may run on any loop; what else is called is safe
/// from any thread but for stop. Errors of all: those of the store.
class job_desk {
public:
    /// All must outlive it; as job_runner says.
    job_desk(attempt_needs with, agent_book& agents, asio::any_io_executor loop);

    /// Until stop() or cancellation, on the loop.
    task<void> run() { return runner_.run(); }

    /// On the loop: nothing more is started, event streams end; pulls that have begun may finish
    /// until the limit, and what is left then is queued again.
    void stop(deadline limit);

    /// The same key of an owner with the same request gives the same jobs back. Errors: bad_usage,
    /// not_found (no agent matches), target_exists (the key stands for another request).
    task<result<ordered_jobs>> order(job_order wanted);

    /// Errors: not_found.
    task<result<state::job_record>> find(std::string id);

    /// One that has ended stays as it is. Errors: not_found.
    task<result<state::job_record>> cancel(std::string id);

    /// Queues a failed or cancelled job again; an unfinished one stays as it is. Errors: not_found,
    /// target_exists (it is completed).
    task<result<state::job_record>> retry(std::string id);

    /// Forgets a job that has ended; its files stay. Errors: not_found, target_busy.
    task<result<>> remove(std::string id);

    task<result<ordered_jobs>> batch(std::string id); // Errors: not_found
    task<result<std::vector<state::job_record>>> list(state::job_filter which, std::uint64_t before,
                                                      std::size_t most);
    task<result<state::job_sums>> sums(state::job_filter which);
    task<result<std::vector<state::event_record>>> events(std::uint64_t after, std::size_t most);
    task<result<std::uint64_t>> newest_event();

    /// Known and connected ones, by id.
    task<result<std::vector<seen_agent>>> agents();

    std::optional<live_progress> progress(const std::string& id) const
    {
        return runner_.progress(id);
    }
    std::string waiting_for(const state::job_record& queued) const;
    const job_runner& runner() const { return runner_; }
    const agent_book& book() const { return agents_; }
    event_feed& feed() { return with_.feed; }
    const attempt_needs& needs() const { return with_; }

private:
    using mover = result<state::job_record> (*)(const state::job_record&, std::int64_t now_ns);
    task<result<state::job_record>> move_by(std::string id, mover by, std::string kind);
    result<ordered_jobs> order_now(const job_order& wanted);
    result<ordered_jobs> ordered_before(const job_order& wanted, const state::batch_record& batch);
    result<ordered_jobs> batch_now(const std::string& id);
    result<std::set<std::string>> known_agents(bool here_only);

    attempt_needs with_;
    agent_book& agents_;
    job_runner runner_;
};

} // namespace sluice::server
