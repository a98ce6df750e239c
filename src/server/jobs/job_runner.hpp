#pragma once

#include "async/task_group.hpp"
#include "server/agents/agent_book.hpp"
#include "server/jobs/job_attempt.hpp"

#include <deque>

namespace sluice::server {

/// Runs the jobs of the store on the agents that are here. It looks at them when an agent comes,
/// a job is ordered or moved, an attempt has ended, or a point in time has come, and never else.
/// Lives on one loop; each attempt runs on the loop of its agent.
class job_runner {
public:
    /// All must outlive it; it must outlive the loops' run(). Tells the store of agents that come
    /// and go.
    job_runner(attempt_needs with, agent_book& agents, asio::any_io_executor loop);
    ~job_runner();

    /// Until stop() or cancellation. Queues again what ran when the program ended before.
    task<void> run();

    /// Starts nothing more. Pulls that have begun may finish until the limit and are ended then;
    /// jobs that are not complete are queued again. Attempts end by themselves, each on its loop.
    /// On the loop.
    void stop(deadline limit);

    /// A job as the store has it now: ordered, or moved by somebody else. From any thread.
    void changed(state::job_record now);

    /// How far a job is that runs now. From any thread.
    std::optional<live_progress> progress(const std::string& id) const;

    /// Pulls that run now; of one agent, or all. From any thread.
    unsigned pulls_of(const std::string& agent) const;
    std::size_t pulls() const;

    /// Bytes that pulls have received since the start. From any thread.
    std::uint64_t received_bytes() const;

private:
    /// An agent that came or went.
    struct agent_note {
        state::agent_record agent; // of one that went, the id alone
        bool here = false;
    };
    struct lane;

    task<result<>> load();
    task<void> note_agents();
    task<void> expire(state::job_record one);
    task<void> attempt(std::shared_ptr<job_attempt> one);
    task<void> look_up(std::string id);
    task<void> drain(deadline limit);

    void take(state::job_record now);
    void look_at_jobs();
    void start(state::job_record& queued);
    void ended(const std::shared_ptr<job_attempt>& one);
    void observe_agents();
    void agent_changed(agent_note what);
    std::map<std::string, agent_load> loads() const;
    lane& lane_of(const asio::any_io_executor& loop);
    task_group::on_failure logged();

    attempt_needs with_;
    agent_book& agents_;
    asio::any_io_executor loop_;
    notifier bell_;
    task_group own_; // short work with the store
    std::vector<std::unique_ptr<lane>> lanes_;
    std::map<std::string, state::job_record> unfinished_; // by id
    std::map<std::string, state::agent_record> seen_;     // agents, as told to the store last
    std::deque<agent_note> notes_;                        // not told to the store yet
    bool noting_ = false;
    bool stopping_ = false;
    deadline look_again_ = deadline::never();
    std::shared_ptr<bool> alive_ = std::make_shared<bool>(true); // for those who tell of agents

    mutable std::mutex running_guard_;
    std::map<std::string, std::shared_ptr<job_attempt>> running_; // by id
    std::map<std::string, unsigned> pulls_;                       // by agent
    std::uint64_t ended_bytes_ = 0; // received by attempts that have ended
};

} // namespace sluice::server
