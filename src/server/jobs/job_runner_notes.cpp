#include "async/on_pool.hpp"
#include "async/sleep.hpp"
#include "base/rfc3339.hpp"
#include "server/jobs/job_runner.hpp"

namespace sluice::server {
namespace {

constexpr auto store_again = std::chrono::seconds(1);

} // namespace

void job_runner::observe_agents()
{
    agents_.observe([this, alive = std::weak_ptr(alive_)](const std::string& id, bool here) {
        if (alive.expired()) return;
        agent_note what;
        what.agent.id = id;
        what.here = here;
        const auto link = here ? agents_.find(id) : nullptr;
        if (link) {
            what.agent.name = link->facts().name;
            what.agent.door = link->facts().door;
            what.agent.owner = link->facts().owner;
        }
        asio::post(loop_,
                   [this, what = std::move(what)]() mutable { agent_changed(std::move(what)); });
    });
}

void job_runner::agent_changed(agent_note what)
{
    notes_.push_back(std::move(what));
    bell_.notify_all();
    if (noting_) return;
    noting_ = true;
    own_.spawn(note_agents());
}

/// One after the other, in the order in which they came and went.
task<void> job_runner::note_agents()
{
    while (!notes_.empty()) {
        auto what = std::move(notes_.front());
        notes_.pop_front();
        // Of one that came and has gone again nothing new is known.
        auto agent = what.agent.door.empty() ? seen_[what.agent.id] : what.agent;
        agent.id = what.agent.id;
        agent.last_seen_ns = real_time_ns();
        if (agent.first_seen_ns == 0) agent.first_seen_ns = agent.last_seen_ns;
        seen_[agent.id] = agent;
        const std::string kind = what.here ? "agent.connected" : "agent.gone";
        auto work = [this, &agent, &kind] { return with_.store.note_agent(agent, kind); };
        const auto noted = co_await on_pool(with_.pool, std::move(work));
        if (noted) with_.feed.ring();
    }
    noting_ = false;
}

/// Somebody else moved the job, or the store is in trouble.
task<void> job_runner::look_up(std::string id)
{
    while (!stopping_) {
        auto work = [this, &id] { return with_.store.find_job(id); };
        auto found = co_await on_pool(with_.pool, std::move(work));
        if (found) {
            if (*found)
                take(std::move(**found));
            else
                unfinished_.erase(id);
            break;
        }
        const bool on_time = co_await sleep_for(store_again);
        if (!on_time) co_return;
    }
    bell_.notify_all();
}

task<void> job_runner::expire(state::job_record one)
{
    unfinished_.erase(one.id);
    auto to = overdue(one, real_time_ns());
    auto work = [this, &to, &one] {
        return with_.store.move_job(to, one.phase, "job.failed", real_time_ns());
    };
    const auto moved = co_await on_pool(with_.pool, std::move(work));
    if (moved) {
        with_.feed.ring();
        co_return;
    }
    if (moved.error() != errc::fenced) {
        const bool on_time = co_await sleep_for(store_again);
        if (!on_time) co_return;
    }
    co_await look_up(one.id);
}

std::optional<live_progress> job_runner::progress(const std::string& id) const
{
    const std::scoped_lock lock(running_guard_);
    const auto found = running_.find(id);
    if (found == running_.end()) return std::nullopt;
    return found->second->progress();
}

unsigned job_runner::pulls_of(const std::string& agent) const
{
    const std::scoped_lock lock(running_guard_);
    const auto found = pulls_.find(agent);
    return found == pulls_.end() ? 0 : found->second;
}

std::size_t job_runner::pulls() const
{
    const std::scoped_lock lock(running_guard_);
    return running_.size();
}

std::uint64_t job_runner::received_bytes() const
{
    const std::scoped_lock lock(running_guard_);
    auto sum = ended_bytes_;
    for (const auto& [id, one] : running_)
        sum += one->received_bytes();
    return sum;
}

} // namespace sluice::server
