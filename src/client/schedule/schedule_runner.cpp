#include "client/schedule/schedule_runner.hpp"

#include "base/escape.hpp"
#include "http/schedule_notice.hpp"

#include <algorithm>
#include <random>

namespace sluice::client {
namespace {

using namespace std::chrono;
using schedule::wall_time;

/// A clock that is set is noticed within this.
constexpr auto longest_sleep = seconds(1);

/// More runs than this at once wait for each other.
constexpr std::size_t most_threads = 16;

wall_time wall_now()
{
    return floor<milliseconds>(system_clock::now());
}

/// The same after a crash, another for each attempt.
std::string key_of(const std::string& name, const schedule::run_order& what)
{
    return "schedule-" + name + "-" + std::to_string(what.due.time_since_epoch().count()) + "-" +
           std::to_string(what.attempt);
}

std::string outcome_of(const pull_report& report, bool stopped)
{
    if (stopped && report.failed) return "interrupted";
    if (report.failed) return "failed";
    return report.nothing_new ? "nothing new" : "done";
}

} // namespace

schedule_runner::schedule_runner(command_context& context, schedule_state& state,
                                 std::vector<pull_order> orders)
    : context_(context),
      state_(state),
      orders_(std::move(orders)),
      pool_(std::clamp<std::size_t>(orders_.size(), 1, most_threads)),
      desk_{context, pool_, state},
      stopping_(context.executor)
{
    for (const auto& order : orders_)
        for (auto& last : schedule_state::history(state.folder(), order.name, 1))
            last_runs_[order.name] = std::move(last);
}

schedule_runner::~schedule_runner()
{
    pool_.join();
}

void schedule_runner::stop()
{
    desk_.stop_all();
    stopping_.notify_all();
}

void schedule_runner::note(const run_record& run, const pull_report& report)
{
    log_event what;
    what.level = report.failed        ? log_level::error
                 : report.nothing_new ? log_level::debug
                                      : log_level::info;
    what.event = "scheduled";
    const auto code = report.failed ? code_name(report.failed->code()) : std::string("ok");
    what.code = code;
    what.detail = record_text(run);
    context_.log.write(what);
    if (context_.wanted.json_stream)
        context_.out.result(to_json(run).dump(-1, ' ', true, json::error_handler_t::replace));
    else if (report.failed)
        context_.out.complain(record_text(run));
    else if (!report.nothing_new)
        context_.out.say(record_text(run));
}

void schedule_runner::announce(pull_order& order, std::optional<wall_time> next) const
{
    const auto seconds_of = [](wall_time when) {
        return floor<seconds>(when).time_since_epoch().count();
    };
    http::schedule_notice told;
    told.name = order.name;
    told.source = order.source;
    told.plan = order.plan;
    const auto last = last_runs_.find(order.name);
    if (last != last_runs_.end()) {
        told.outcome = last->second.outcome;
        told.last = seconds_of(last->second.started);
    }
    if (next) told.next = seconds_of(*next + order.when.jitter);
    order.notice = http::format_schedule(told);
}

task<schedule::run_outcome> schedule_runner::make(const pull_order& made_of,
                                                  schedule::run_order what,
                                                  std::optional<wall_time> next)
{
    auto order = made_of;
    announce(order, next);
    run_record run;
    run.schedule = order.name;
    run.reason = schedule::name_of(what.reason);
    run.due = what.due;
    run.started = wall_now();
    run.missed = what.missed;
    run.attempt = what.attempt;
    const auto begun = steady_clock::now();
    const auto report = co_await pull(desk_, order, key_of(order.name, what));
    run.seconds = duration<double>(steady_clock::now() - begun).count();
    run.files = report.files;
    run.bytes = report.bytes;
    run.outcome = outcome_of(report, desk_.stop);
    run.detail = report.detail;
    if (report.failed) {
        run.error = code_name(report.failed->code());
        run.detail = report.failed->raw_text();
        if (worst_ == exit_code::done) worst_ = exit_code_of(report.failed->code());
    }
    note(run, report);
    const auto recorded = state_.record(run);
    if (!recorded) context_.out.complain("note: " + recorded.error().text());
    last_runs_[order.name] = run;
    if (!report.failed) co_return schedule::run_outcome::done;
    co_return is_retryable(report.failed->code()) ? schedule::run_outcome::worth_retrying
                                                  : schedule::run_outcome::failed;
}

task<void> schedule_runner::run_one(const pull_order& order)
{
    std::mt19937_64 random{std::random_device{}()};
    schedule::planner plan(order.when, wall_now(), state_.last_due(order.name),
                           [&random] { return random(); });
    while (!desk_.stop) {
        const auto now = wall_now();
        const auto seen = plan.look(now);
        if (seen.start) {
            const auto outcome = co_await make(order, *seen.start, plan.next_due());
            plan.finished(wall_now(), outcome);
            continue;
        }
        milliseconds nap = longest_sleep;
        if (seen.wake_at) nap = std::clamp(*seen.wake_at - now, milliseconds(1), nap);
        co_await stopping_.wait(deadline::after(nap));
    }
}

task<void> schedule_runner::run()
{
    task_group group(context_.executor,
                     [](std::exception_ptr bug) { std::rethrow_exception(bug); });
    for (const auto& order : orders_)
        group.spawn(run_one(order));
    co_await group.join();
}

task<exit_code> schedule_runner::run_once()
{
    for (const auto& order : orders_) {
        if (desk_.stop) break;
        schedule::run_order what;
        what.reason = schedule::run_reason::manual;
        what.due = wall_now();
        co_await make(order, what, std::nullopt);
    }
    co_return worst_;
}

} // namespace sluice::client
