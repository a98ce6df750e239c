#include "server/job_runner.hpp"

#include "async/on_pool.hpp"
#include "async/sleep.hpp"
#include "base/rfc3339.hpp"

#include <algorithm>

namespace sluice::server {
namespace {

constexpr auto store_again = std::chrono::seconds(1);
constexpr auto load_again = std::chrono::seconds(5);

/// The point of the steady clock that is as far ahead as this one of the real-time clock, a little
/// later rather than earlier.
deadline deadline_of(std::int64_t at_ns)
{
    const std::chrono::nanoseconds ahead(at_ns - real_time_ns());
    const auto most = std::chrono::hours(1); // the real-time clock may be set meanwhile
    const auto span =
        std::clamp<std::chrono::nanoseconds>(ahead, std::chrono::nanoseconds(0), most);
    return deadline::after(span + std::chrono::milliseconds(1));
}

} // namespace

/// An agent that came or went.
struct job_runner::agent_note {
    state::agent_record agent; // of one that went, the id alone
    bool here = false;
};

/// The attempts of one loop; touched there alone.
struct job_runner::lane {
    lane(asio::any_io_executor on, task_group::on_failure report)
        : loop(on),
          attempts(std::move(on), std::move(report))
    {
    }

    asio::any_io_executor loop;
    task_group attempts;
};

job_runner::job_runner(attempt_needs with, agent_book& agents, asio::any_io_executor loop)
    : with_(std::move(with)),
      agents_(agents),
      loop_(loop),
      bell_(loop),
      own_(loop, logged())
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

job_runner::~job_runner() = default;

task_group::on_failure job_runner::logged()
{
    return [this](std::exception_ptr thrown) {
        log_event what;
        what.level = log_level::critical;
        what.event = "bug";
        what.code = "internal";
        try {
            std::rethrow_exception(thrown);
        } catch (const std::exception& bug) {
            what.detail = bug.what();
        } catch (...) {
            what.detail = "unknown exception";
        }
        with_.log.write(what);
    };
}

job_runner::lane& job_runner::lane_of(const asio::any_io_executor& loop)
{
    for (const auto& one : lanes_)
        if (one->loop == loop) return *one;
    lanes_.push_back(std::make_unique<lane>(loop, logged()));
    return *lanes_.back();
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

task<result<>> job_runner::load()
{
    auto work = [this]() -> result<std::vector<state::job_record>> {
        const auto queued = with_.store.requeue_running_jobs(real_time_ns());
        if (!queued) return queued.error();
        return with_.store.unfinished_jobs();
    };
    auto found = co_await on_pool(with_.pool, std::move(work));
    if (!found) co_return found.error();
    for (auto& one : *found)
        take(std::move(one));
    with_.feed.ring();
    co_return ok;
}

void job_runner::take(state::job_record now)
{
    auto& known = unfinished_[now.id];
    if (known.epoch > now.epoch) return; // an older one that was told late
    if (is_unfinished(now.phase))
        known = std::move(now);
    else
        unfinished_.erase(now.id);
}

void job_runner::changed(state::job_record now)
{
    asio::post(loop_, [this, now = std::move(now)]() mutable {
        const auto id = now.id;
        const bool cancelled = now.phase == state::job_phase::cancelled;
        take(std::move(now));
        if (cancelled) {
            const std::scoped_lock lock(running_guard_);
            const auto found = running_.find(id);
            if (found != running_.end()) found->second->stop(job_stop::cancelled);
        }
        bell_.notify_all();
    });
}

std::map<std::string, agent_load> job_runner::loads() const
{
    std::map<std::string, agent_load> all;
    for (const auto& link : agents_.all())
        all[link->facts().id].here = true;
    const std::scoped_lock lock(running_guard_);
    for (const auto& [agent, pulls] : pulls_)
        all[agent].pulls = pulls;
    return all;
}

void job_runner::look_at_jobs()
{
    std::vector<const state::job_record*> all;
    for (const auto& [id, one] : unfinished_) {
        const std::scoped_lock lock(running_guard_);
        // An attempt that ends has not told yet what came of it.
        if (one.phase == state::job_phase::running || !running_.contains(id)) all.push_back(&one);
    }
    const auto chosen = choose_jobs(all, loads(), with_.pace, real_time_ns());
    for (const auto& id : chosen.overdue) {
        const std::scoped_lock lock(running_guard_);
        const auto found = running_.find(id);
        if (found != running_.end())
            found->second->stop(job_stop::overdue);
        else
            own_.spawn(expire(unfinished_[id]));
    }
    for (const auto& id : chosen.start)
        start(unfinished_[id]);
    look_again_ = chosen.look_again_ns ? deadline_of(*chosen.look_again_ns) : deadline::never();
}

void job_runner::start(state::job_record& queued)
{
    auto link = agents_.find(queued.agent);
    if (!link) return; // it went just now; its observer rings
    auto& on = lane_of(link->loop());
    auto made = std::make_shared<job_attempt>(with_, queued, std::move(link));
    {
        const std::scoped_lock lock(running_guard_);
        running_[queued.id] = made;
        ++pulls_[queued.agent];
    }
    queued.phase = state::job_phase::running; // as the store will have it
    asio::post(on.loop, [this, &on, made] { on.attempts.spawn(attempt(made)); });
}

/// On the loop of the agent.
task<void> job_runner::attempt(std::shared_ptr<job_attempt> one)
{
    co_await one->run();
    asio::post(loop_, [this, one] { ended(one); });
}

void job_runner::ended(const std::shared_ptr<job_attempt>& one)
{
    const auto found = unfinished_.find(one->id());
    {
        const std::scoped_lock lock(running_guard_);
        running_.erase(one->id());
        ended_bytes_ += one->received_bytes();
        const auto agent = pulls_.find(one->agent());
        if (agent != pulls_.end() && --agent->second == 0) pulls_.erase(agent);
    }
    if (one->outcome())
        take(*one->outcome());
    else if (found != unfinished_.end() && !stopping_)
        own_.spawn(look_up(one->id()));
    bell_.notify_all();
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

task<void> job_runner::run()
{
    while (!stopping_) {
        const auto loaded = co_await load();
        if (loaded) break;
        log_event what;
        what.level = log_level::error;
        what.event = "jobs";
        const auto code = code_name(loaded.error().code());
        what.code = code;
        what.detail = loaded.error().raw_text();
        with_.log.write(what);
        co_await bell_.wait(deadline::after(load_again));
    }
    while (!stopping_) {
        look_at_jobs();
        co_await bell_.wait(look_again_);
    }
}

void job_runner::stop()
{
    stopping_ = true;
    bell_.notify_all();
    const std::scoped_lock lock(running_guard_);
    for (const auto& [id, one] : running_)
        one->stop(job_stop::leaving);
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
