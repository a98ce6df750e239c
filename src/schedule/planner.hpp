#pragma once

#include "schedule/rules.hpp"

#include <deque>
#include <functional>

namespace sluice::schedule {

/// Why a run is made.
enum class run_reason { due, misfire, retry, manual };

/// "due" and so on.
std::string_view name_of(run_reason reason);

/// A run to be made now.
struct run_order {
    run_reason reason = run_reason::due;
    wall_time due;            // on the grid or the line; a retry keeps it
    unsigned attempt = 0;     // 0: the first
    std::uint64_t missed = 0; // due times since the last order that no run was made for
};

/// What a run came to, as far as planning goes.
enum class run_outcome { done, failed, worth_retrying };

/// Decides when the runs of one schedule are made. It has no clock: it is told the time. Pure.
class planner {
public:
    /// Uniform over 64 bits.
    using random_source = std::function<std::uint64_t()>;

    /// last_due: of the last run that is remembered; without one, an interval's first run is due at
    /// once.
    planner(rules how, wall_time now, std::optional<wall_time> last_due, random_source random);

    /// What is to be done at this moment, and when to look again at the latest (nothing: never).
    /// An order is running from now on, until finished() says how it ended.
    struct view {
        std::optional<run_order> start;
        std::optional<wall_time> wake_at;
    };
    view look(wall_time now);

    /// The run that look() started has ended.
    void finished(wall_time now, run_outcome how);

    bool running() const { return running_; }
    std::optional<wall_time> next_due() const { return next_due_; }

private:
    struct waiting_run {
        run_order order;
        wall_time start_at;
    };

    void take_due(wall_time now);
    void take_on_time(std::deque<wall_time> passed, wall_time latest);
    void take_late(std::deque<wall_time> passed);
    void take_overlapping(const std::deque<wall_time>& passed);
    void enqueue(run_reason reason, wall_time due, wall_time start_at);
    std::deque<wall_time> passed_until(wall_time now);
    void clock_went_back(wall_time now);
    void remember_due(wall_time now, std::optional<wall_time> last_due);
    run_order start(run_order order);

    rules how_;
    random_source random_;
    wall_time anchor_;
    wall_time last_seen_;
    std::optional<wall_time> next_due_;
    std::deque<waiting_run> waiting_;
    std::optional<waiting_run> retry_;
    wall_time hold_until_;
    run_order current_;
    bool running_ = false;
    unsigned failures_ = 0; // one after the other
    std::uint64_t missed_ = 0;
};

} // namespace sluice::schedule
