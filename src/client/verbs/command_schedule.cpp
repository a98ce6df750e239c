#include "base/rfc3339.hpp"
#include "client/schedule/schedule_runner.hpp"
#include "client/verbs/commands.hpp"

#include <algorithm>

namespace sluice::client {
namespace {

using namespace std::chrono;

constexpr std::size_t shown_times = 5;
constexpr std::size_t shown_runs = 100;

/// The orders of the names, or all without names.
result<std::vector<pull_order>> chosen_orders(const command_context& context,
                                              const std::vector<std::string>& names)
{
    auto all = pull_orders_from(context.loaded, context.wanted);
    if (!all) return all.error();
    if (all->empty())
        return fail(errc::bad_configuration, "schedule",
                    "no [schedule NAME] section, and no --source, --api or --project");
    if (names.empty()) return all;
    std::vector<pull_order> chosen;
    for (const auto& name : names) {
        const auto found = std::find_if(all->begin(), all->end(),
                                        [&name](const auto& one) { return one.name == name; });
        if (found == all->end())
            return fail(errc::not_found, "schedule", "no [schedule " + name + "] section");
        chosen.push_back(*found);
    }
    return chosen;
}

std::string shown_time(schedule::wall_time at)
{
    return format_rfc3339(duration_cast<nanoseconds>(at.time_since_epoch()).count());
}

} // namespace

task<exit_code> commands::schedule_run(std::vector<std::string> names, bool once)
{
    auto orders = chosen_orders(context_, names);
    if (!orders) co_return failed(orders.error());
    const auto folder = schedule_state_folder(context_.loaded.text("state"));
    if (!folder) co_return failed(folder.error());
    const auto state = schedule_state::open(*folder);
    if (!state) co_return failed(state.error());
    schedule_runner runner(context_, **state, std::move(*orders));
    context_.interrupt = [&runner] { runner.stop(); };
    auto code = exit_code::done;
    if (once)
        code = co_await runner.run_once();
    else
        co_await runner.run();
    context_.interrupt = {};
    co_return code;
}

exit_code commands::schedule_preview(const std::vector<std::string>& names)
{
    const auto orders = chosen_orders(context_, names);
    if (!orders) return failed(orders.error());
    const auto now = floor<milliseconds>(system_clock::now());
    json document;
    document["schema"] = 1;
    document["schedules"] = json::array();
    for (const auto& one : *orders) {
        json times = json::array();
        if (!as_json()) context_.out.result(one.name);
        for (const auto at : schedule::preview(one.when.when, now, shown_times)) {
            times.push_back(shown_time(at));
            if (!as_json()) context_.out.result("  " + shown_time(at));
        }
        document["schedules"].push_back({{"name", one.name}, {"next", std::move(times)}});
    }
    if (as_json()) context_.out.result(json_text(document));
    return exit_code::done;
}

exit_code commands::schedule_history(const std::vector<std::string>& names)
{
    const auto folder = schedule_state_folder(context_.loaded.text("state"));
    if (!folder) return failed(folder.error());
    const auto name = names.empty() ? std::string() : names.front();
    const auto runs = schedule_state::history(*folder, name, shown_runs);
    if (!as_json()) {
        for (const auto& run : runs)
            context_.out.result(record_text(run));
        return exit_code::done;
    }
    json document;
    document["schema"] = 1;
    document["runs"] = json::array();
    for (const auto& run : runs)
        document["runs"].push_back(to_json(run));
    context_.out.result(json_text(document));
    return exit_code::done;
}

} // namespace sluice::client
