#pragma once

#include "schedule/planner.hpp"
#include "support/catch.hpp"

#include <algorithm>

namespace sluice::test {

using namespace schedule;
using std::chrono::milliseconds;

inline const wall_time start_of_test =
    std::chrono::sys_days(std::chrono::year(2026) / std::chrono::November / 21);

inline rules every(milliseconds span)
{
    rules made;
    made.when.every = span;
    return made;
}

inline rules by_line(std::string_view text)
{
    rules made;
    made.when.line = *cron_line::parse(text);
    return made;
}

/// A planner with a clock that the test moves.
struct planner_desk {
    explicit planner_desk(rules how, std::optional<wall_time> last_due = std::nullopt)
        : plan(std::move(how), start_of_test, last_due, [this] { return random; })
    {
    }

    std::optional<run_order> look() { return plan.look(now).start; }

    /// The orders of a span of time, looked at when the planner asks for it; each run takes `run`.
    std::vector<run_order> orders_for(milliseconds span, milliseconds run = milliseconds(0))
    {
        std::vector<run_order> all;
        const auto until = now + span;
        std::optional<wall_time> ends;
        while (now <= until) {
            if (ends && now >= *ends) {
                plan.finished(now, outcome);
                ends.reset();
            }
            const auto seen = plan.look(now);
            if (seen.start) {
                all.push_back(*seen.start);
                ends = now + run;
                continue;
            }
            auto next = seen.wake_at.value_or(until + milliseconds(1));
            if (ends) next = std::min(next, *ends);
            now = std::min(std::max(next, now + milliseconds(1)), until + milliseconds(1));
        }
        return all;
    }

    wall_time now = start_of_test;
    std::uint64_t random = 0;
    run_outcome outcome = run_outcome::done;
    planner plan;
};

inline std::size_t count_of(const std::vector<run_order>& orders, run_reason reason)
{
    return static_cast<std::size_t>(
        std::count_if(orders.begin(), orders.end(),
                      [reason](const run_order& one) { return one.reason == reason; }));
}

} // namespace sluice::test
