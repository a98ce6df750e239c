#include "server/jobs/job_runner.hpp"

#include "async/on_pool.hpp"
#include "base/rfc3339.hpp"

#include <algorithm>

namespace sluice::server {
namespace {

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
    observe_agents();
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

void job_runner::stop(deadline limit)
{
    stopping_ = true;
    bell_.notify_all();
    own_.spawn(drain(limit));
}

task<void> job_runner::drain(deadline limit)
{
    {
        const std::scoped_lock lock(running_guard_);
        for (const auto& [id, one] : running_)
            one->drain();
    }
    while (pulls() > 0 && !limit.expired())
        co_await bell_.wait(limit);
    const std::scoped_lock lock(running_guard_);
    for (const auto& [id, one] : running_)
        one->stop(job_stop::leaving);
}

} // namespace sluice::server
