#pragma once

#include "async/notifier.hpp"
#include "async/task_group.hpp"
#include "client/schedule/pull.hpp"

namespace sluice::client {

/// Runs schedules until it is stopped: a coroutine for each, which asks its planner what to do and
/// sleeps in between, a second at most, so that a clock that was set is noticed.
class schedule_runner {
public:
    schedule_runner(command_context& context, schedule_state& state,
                    std::vector<pull_order> orders);
    ~schedule_runner();

    /// Until stop(). What runs then is interrupted, resumable, and noted so.
    task<void> run();

    /// Makes each once, one after the other, whatever their times are; gives the code of the first
    /// that failed.
    task<exit_code> run_once();

    /// On the loop.
    void stop();

private:
    task<void> run_one(const pull_order& order);
    task<schedule::run_outcome> make(const pull_order& made_of, schedule::run_order what,
                                     std::optional<schedule::wall_time> next);
    void announce(pull_order& order, std::optional<schedule::wall_time> next) const;
    void note(const run_record& run, const pull_report& report);

    command_context& context_;
    schedule_state& state_;
    std::vector<pull_order> orders_;
    asio::thread_pool pool_;
    pull_desk desk_;
    notifier stopping_;
    std::map<std::string, run_record> last_runs_; // by schedule
    exit_code worst_ = exit_code::done;
};

} // namespace sluice::client
