#pragma once

#include "state/store.hpp"

#include <algorithm>
#include <deque>
#include <map>
#include <mutex>

namespace sluice::test {

/// The part of a store that keeps jobs, in memory.
template <class Base>
class memory_jobs : public Base {
public:
    result<> add_jobs(const state::batch_record& batch,
                      const std::vector<state::job_record>& made) override
    {
        const std::lock_guard hold(jobs_guard_);
        for (const auto& one : batches_)
            if (one.id == batch.id ||
                (!batch.key.empty() && one.owner == batch.owner && one.key == batch.key))
                return fail(errc::target_exists, "state");
        for (const auto& one : made)
            if (find_row(one.id)) return fail(errc::target_exists, "state");
        batches_.push_back(batch);
        for (auto one : made) {
            one.number = ++last_number_;
            rows_.push_back(one);
            add_event_of(one, "job.queued", one.created_ns);
        }
        return ok;
    }

    result<std::optional<state::batch_record>> find_batch(const std::string& id) override
    {
        return batch_where([&](const auto& one) { return one.id == id; });
    }

    result<std::optional<state::batch_record>> find_batch_by_key(const std::string& owner,
                                                                 const std::string& key) override
    {
        return batch_where(
            [&](const auto& one) { return !key.empty() && one.owner == owner && one.key == key; });
    }

    result<std::optional<state::job_record>> find_job(const std::string& id) override
    {
        const std::lock_guard hold(jobs_guard_);
        const auto* found = find_row(id);
        return found ? std::optional(*found) : std::nullopt;
    }

    result<std::vector<state::job_record>> jobs(const state::job_filter& which,
                                                std::uint64_t before, std::size_t most) override
    {
        const std::lock_guard hold(jobs_guard_);
        std::vector<state::job_record> some;
        for (auto at = rows_.rbegin(); at != rows_.rend() && some.size() < most; ++at)
            if (fits(*at, which) && (before == 0 || at->number < before)) some.push_back(*at);
        return some;
    }

    result<std::vector<state::job_record>> unfinished_jobs() override
    {
        const std::lock_guard hold(jobs_guard_);
        std::vector<state::job_record> some;
        for (const auto& one : rows_)
            if (job_goes_on(one)) some.push_back(one);
        return some;
    }

    result<state::job_sums> sum_jobs(const state::job_filter& which) override
    {
        const std::lock_guard hold(jobs_guard_);
        state::job_sums sums;
        for (const auto& one : rows_) {
            if (!fits(one, which)) continue;
            auto& sum = sums.at(static_cast<std::size_t>(one.phase) - 1);
            ++sum.jobs;
            sum.known += one.reached.known;
            sum.durable += one.reached.durable;
        }
        return sums;
    }

    result<> move_job(const state::job_record& to, state::job_phase from, const std::string& kind,
                      std::int64_t at_ns) override
    {
        const std::lock_guard hold(jobs_guard_);
        auto* found = find_row(to.id);
        if (!found || found->epoch + 1 != to.epoch || found->phase != from)
            return fail(errc::fenced, "state");
        auto moved = to;
        moved.number = found->number;
        moved.resolved = found->resolved;
        moved.is_file = found->is_file;
        moved.target = found->target;
        *found = moved;
        add_event_of(moved, kind, at_ns);
        return ok;
    }

    result<std::uint64_t> requeue_running_jobs(std::int64_t at_ns) override
    {
        const std::lock_guard hold(jobs_guard_);
        std::uint64_t count = 0;
        for (auto& one : rows_) {
            if (one.phase != state::job_phase::running) continue;
            one.phase = state::job_phase::queued;
            one.next_try_ns = 0;
            ++one.epoch;
            ++count;
            add_event_of(one, "job.requeued", at_ns);
        }
        return count;
    }

    result<std::string> claim_target(const std::string& id, std::uint64_t epoch,
                                     const state::job_place& place) override
    {
        const std::lock_guard hold(jobs_guard_);
        for (const auto& older : targets_)
            if (older == place.target || older.starts_with(place.target + "/") ||
                place.target.starts_with(older + "/"))
                return older;
        auto* found = find_row(id);
        if (!found || found->epoch != epoch || found->phase != state::job_phase::running ||
            !found->target.empty())
            return fail(errc::fenced, "state");
        found->resolved = place.resolved;
        found->is_file = place.is_file;
        found->target = place.target;
        targets_.push_back(place.target);
        return std::string();
    }

    result<> note_job_progress(const std::string& id, std::uint64_t epoch,
                               const state::job_figures& reached, std::int64_t at_ns) override
    {
        const std::lock_guard hold(jobs_guard_);
        auto* found = find_row(id);
        if (!found || found->epoch != epoch || found->phase != state::job_phase::running)
            return fail(errc::fenced, "state");
        found->reached = reached;
        add_event_of(*found, "job.progress", at_ns);
        return ok;
    }

    result<bool> remove_job(const std::string& id, std::int64_t at_ns) override
    {
        const std::lock_guard hold(jobs_guard_);
        const auto* found = find_row(id);
        if (!found) return false;
        if (job_goes_on(*found)) return fail(errc::target_busy, "state");
        const auto gone = *found;
        add_event_of(gone, "job.removed", at_ns);
        std::erase_if(rows_, [&](const auto& one) { return one.id == id; });
        const bool is_last = std::none_of(rows_.begin(), rows_.end(),
                                          [&](const auto& one) { return one.batch == gone.batch; });
        if (is_last) std::erase_if(batches_, [&](const auto& one) { return one.id == gone.batch; });
        return true;
    }

    result<> note_agent(const state::agent_record& seen, const std::string& kind) override
    {
        const std::lock_guard hold(jobs_guard_);
        auto& known = agents_[seen.id];
        const auto first = known.id.empty() ? seen.first_seen_ns : known.first_seen_ns;
        known = seen;
        known.first_seen_ns = first;
        state::event_record what;
        what.at_ns = seen.last_seen_ns;
        what.kind = kind;
        what.agent = seen.id;
        what.owner = seen.owner;
        what.detail = seen.name;
        add_event(what);
        return ok;
    }

    result<std::vector<state::agent_record>> known_agents() override
    {
        const std::lock_guard hold(jobs_guard_);
        std::vector<state::agent_record> all;
        for (const auto& [id, one] : agents_)
            all.push_back(one);
        return all;
    }

    result<std::vector<state::event_record>> events(std::uint64_t after, std::size_t most) override
    {
        const std::lock_guard hold(jobs_guard_);
        std::vector<state::event_record> some;
        for (const auto& one : events_)
            if (one.sequence > after && some.size() < most) some.push_back(one);
        return some;
    }

    result<std::uint64_t> newest_event() override
    {
        const std::lock_guard hold(jobs_guard_);
        return last_sequence_;
    }

private:
    static bool job_goes_on(const state::job_record& one)
    {
        return one.phase == state::job_phase::queued || one.phase == state::job_phase::running;
    }

    static bool fits(const state::job_record& one, const state::job_filter& which)
    {
        const auto& phases = which.phases;
        return (phases.empty() ||
                std::find(phases.begin(), phases.end(), one.phase) != phases.end()) &&
               (which.agent.empty() || which.agent == one.agent) &&
               (which.batch.empty() || which.batch == one.batch) &&
               (!which.of_owner || which.owner == one.owner);
    }

    state::job_record* find_row(const std::string& id)
    {
        for (auto& one : rows_)
            if (one.id == id) return &one;
        return nullptr;
    }

    template <class Condition>
    result<std::optional<state::batch_record>> batch_where(Condition fits)
    {
        const std::lock_guard hold(jobs_guard_);
        for (const auto& one : batches_)
            if (fits(one)) return std::optional(one);
        return std::optional<state::batch_record>();
    }

    void add_event(state::event_record what)
    {
        what.sequence = ++last_sequence_;
        events_.push_back(std::move(what));
        if (events_.size() > state::job_store::kept_events) events_.pop_front();
    }

    void add_event_of(const state::job_record& one, const std::string& kind, std::int64_t at_ns)
    {
        state::event_record what;
        what.at_ns = at_ns;
        what.kind = kind;
        what.job = one.id;
        what.batch = one.batch;
        what.agent = one.agent;
        what.owner = one.owner;
        what.path = one.path;
        what.attempts = one.attempts;
        what.reached = one.reached;
        what.code = one.code;
        what.detail = one.detail;
        add_event(std::move(what));
    }

    std::mutex jobs_guard_;
    std::vector<state::batch_record> batches_;
    std::vector<state::job_record> rows_; // oldest first
    std::vector<std::string> targets_;
    std::map<std::string, state::agent_record> agents_;
    std::deque<state::event_record> events_;
    std::uint64_t last_number_ = 0;
    std::uint64_t last_sequence_ = 0;
};

} // namespace sluice::test
