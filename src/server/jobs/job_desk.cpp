#include "server/jobs/job_desk.hpp"

#include "async/on_pool.hpp"
#include "base/rfc3339.hpp"
#include "server/random_uuid.hpp"

#include <algorithm>

namespace sluice::server {
namespace {

constexpr std::size_t most_in_batch = 100'000;
constexpr int most_races = 10;

using state::job_phase;
using state::job_record;

result<job_record> to_cancelled(const job_record& from, std::int64_t now_ns)
{
    return is_unfinished(from.phase) ? cancelled(from, now_ns) : from;
}

result<job_record> to_queued(const job_record& from, std::int64_t now_ns)
{
    if (from.phase == job_phase::completed)
        return fail(errc::target_exists, "job", "it is completed");
    return is_unfinished(from.phase) ? from : queued_again(from, now_ns);
}

job_record job_for(const job_order& wanted, const state::batch_record& batch,
                   const std::string& agent)
{
    job_record made;
    made.id = random_uuid();
    made.batch = batch.id;
    made.agent = agent;
    made.owner = wanted.owner;
    made.path = wanted.path;
    made.priority = wanted.priority;
    made.rate = wanted.rate;
    made.deadline_ns = wanted.deadline_ns;
    made.created_ns = batch.created_ns;
    return made;
}

} // namespace

job_desk::job_desk(attempt_needs with, agent_book& agents, asio::any_io_executor loop)
    : with_(std::move(with)),
      agents_(agents),
      runner_(with_, agents, std::move(loop))
{
}

void job_desk::stop(deadline limit)
{
    runner_.stop(limit);
    with_.feed.close();
}

result<std::set<std::string>> job_desk::known_agents(bool here_only)
{
    std::set<std::string> all;
    for (const auto& link : agents_.all())
        all.insert(link->facts().id);
    if (here_only) return all;
    const auto known = with_.store.known_agents();
    if (!known) return known.error();
    for (const auto& one : *known)
        all.insert(one.id);
    return all;
}

result<ordered_jobs> job_desk::batch_now(const std::string& id)
{
    const auto found = with_.store.find_batch(id);
    if (!found) return found.error();
    if (!*found) return fail(errc::not_found, "batch", id);
    state::job_filter of_it;
    of_it.batch = id;
    auto jobs = with_.store.jobs(of_it, 0, most_in_batch);
    if (!jobs) return jobs.error();
    std::reverse(jobs->begin(), jobs->end());
    return ordered_jobs{**found, std::move(*jobs), false};
}

result<ordered_jobs> job_desk::ordered_before(const job_order& wanted,
                                              const state::batch_record& batch)
{
    if (batch.request != wanted.request)
        return fail(errc::target_exists, "job", "the Idempotency-Key stands for another request");
    return batch_now(batch.id);
}

/// On the pool.
result<ordered_jobs> job_desk::order_now(const job_order& wanted)
{
    const auto before = with_.store.find_batch_by_key(wanted.owner, wanted.key);
    if (!before) return before.error();
    if (*before) return ordered_before(wanted, **before);
    const auto known = known_agents(wanted.here_only);
    if (!known) return known.error();
    const auto meant = agents_meant(wanted.agents, *known);
    if (!meant) return meant.error();
    ordered_jobs made;
    made.batch.id = random_uuid();
    made.batch.owner = wanted.owner;
    made.batch.key = wanted.key;
    made.batch.request = wanted.request;
    made.batch.created_ns = real_time_ns();
    for (const auto& agent : *meant)
        made.jobs.push_back(job_for(wanted, made.batch, agent));
    const auto added = with_.store.add_jobs(made.batch, made.jobs);
    if (!added && added.error() == errc::target_exists && !wanted.key.empty()) {
        const auto other = with_.store.find_batch_by_key(wanted.owner, wanted.key);
        if (other && *other) return ordered_before(wanted, **other);
    }
    if (!added) return added.error();
    auto stored = batch_now(made.batch.id);
    if (stored) stored->is_new = true;
    return stored;
}

task<result<ordered_jobs>> job_desk::order(job_order wanted)
{
    auto work = [this, &wanted] { return order_now(wanted); };
    auto made = co_await on_pool(with_.pool, std::move(work));
    if (!made) co_return made.error();
    if (!made->is_new) co_return made;
    with_.feed.ring();
    for (const auto& one : made->jobs)
        runner_.changed(one);
    co_return made;
}

task<result<job_record>> job_desk::find(std::string id)
{
    auto work = [this, &id] { return with_.store.find_job(id); };
    auto found = co_await on_pool(with_.pool, std::move(work));
    if (!found) co_return found.error();
    if (!*found) co_return fail(errc::not_found, "job", id);
    co_return std::move(**found);
}

/// The runner may move the job at the same time: then look again.
task<result<job_record>> job_desk::move_by(std::string id, mover by, std::string kind)
{
    for (int race = 0; race < most_races; ++race) {
        const auto found = co_await find(id);
        if (!found) co_return found.error();
        auto to = by(*found, real_time_ns());
        if (!to || to->epoch == found->epoch) co_return to;
        auto work = [this, &to, &found, &kind] {
            return with_.store.move_job(*to, found->phase, kind, real_time_ns());
        };
        const auto moved = co_await on_pool(with_.pool, std::move(work));
        if (moved) {
            with_.feed.ring();
            runner_.changed(*to);
            co_return to;
        }
        if (moved.error() != errc::fenced) co_return moved.error();
    }
    co_return fail(errc::overloaded, "job", id);
}

task<result<job_record>> job_desk::cancel(std::string id)
{
    return move_by(std::move(id), to_cancelled, "job.cancelled");
}

task<result<job_record>> job_desk::retry(std::string id)
{
    return move_by(std::move(id), to_queued, "job.queued");
}

task<result<>> job_desk::remove(std::string id)
{
    auto work = [this, &id] { return with_.store.remove_job(id, real_time_ns()); };
    const auto removed = co_await on_pool(with_.pool, std::move(work));
    if (!removed) co_return removed.error();
    if (!*removed) co_return fail(errc::not_found, "job", id);
    with_.feed.ring();
    co_return ok;
}

task<result<ordered_jobs>> job_desk::batch(std::string id)
{
    auto work = [this, &id] { return batch_now(id); };
    auto found = co_await on_pool(with_.pool, std::move(work));
    co_return found;
}

task<result<std::vector<job_record>>> job_desk::list(state::job_filter which, std::uint64_t before,
                                                     std::size_t most)
{
    auto work = [this, &which, before, most] { return with_.store.jobs(which, before, most); };
    auto found = co_await on_pool(with_.pool, std::move(work));
    co_return found;
}

task<result<state::job_sums>> job_desk::sums(state::job_filter which)
{
    auto work = [this, &which] { return with_.store.sum_jobs(which); };
    auto found = co_await on_pool(with_.pool, std::move(work));
    co_return found;
}

task<result<std::vector<state::event_record>>> job_desk::events(std::uint64_t after,
                                                                std::size_t most)
{
    auto work = [this, after, most] { return with_.store.events(after, most); };
    auto found = co_await on_pool(with_.pool, std::move(work));
    co_return found;
}

task<result<std::uint64_t>> job_desk::newest_event()
{
    auto work = [this] { return with_.store.newest_event(); };
    auto found = co_await on_pool(with_.pool, std::move(work));
    co_return found;
}

task<result<std::vector<seen_agent>>> job_desk::agents()
{
    auto work = [this] { return with_.store.known_agents(); };
    auto known = co_await on_pool(with_.pool, std::move(work));
    if (!known) co_return known.error();
    std::map<std::string, seen_agent> all;
    for (auto& one : *known)
        all[one.id].record = one;
    for (auto& link : agents_.all()) {
        auto& one = all[link->facts().id];
        one.record.id = link->facts().id;
        one.link = std::move(link);
    }
    std::vector<seen_agent> list;
    for (auto& [id, one] : all) {
        one.pulls = runner_.pulls_of(id);
        list.push_back(std::move(one));
    }
    co_return list;
}

std::string job_desk::waiting_for(const job_record& queued) const
{
    agent_load load;
    load.here = agents_.find(queued.agent) != nullptr;
    load.pulls = runner_.pulls_of(queued.agent);
    return server::waiting_for(queued, load, with_.pace, real_time_ns());
}

} // namespace sluice::server
