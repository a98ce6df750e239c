#include "client/settings/job_settings_rows.hpp"

namespace sluice::client {
namespace {

constexpr std::string_view group = "Agents and jobs";

setting call_setting(std::string_view key, value_rule rule, std::string_view initial,
                     std::string_view help)
{
    return {.key = key,
            .rule = std::move(rule),
            .initial = initial,
            .help = help,
            .group = group,
            .reach = setting_reach::arguments_only};
}

} // namespace

std::vector<setting> job_rows()
{
    return {
        call_setting("agent", accept_text("ID|PATTERN|all"), "",
                     "With pull: the agents that shall give."),
        call_setting("wait", accept_switch(), "no",
                     "With pull: watch until it has ended; the exit code is its outcome."),
        call_setting("deadline", accept_text("SPAN|TIME"), "",
                     "With pull: how long it may be tried, as 2h or 2027-01-31T12:00:00Z."),
        call_setting("bandwidth", accept_size("BYTES", 0, std::uint64_t{1} << 40U), "0",
                     "With pull: bytes per second at most; 0 is unlimited."),
        call_setting("priority", accept_integer("NUMBER", -1'000'000, 1'000'000), "0",
                     "With pull: higher goes first."),
        call_setting("batch", accept_text("ID"), "", "With jobs: those ordered together."),
        call_setting("socket", accept_text("PATH"), "",
                     "With admin: the server's admin socket; empty: that of the folder in -d."),
    };
}

std::vector<verb> job_verbs()
{
    return {
        {"pull", "PATH", "Let the server fetch something from its agents (--agent).", 1, 1},
        {"agents", "", "List the agents of the server.", 0, 0},
        {"jobs", "", "List the pulls of the server, newest first.", 0, 0},
        {"job show", "ID", "Show one pull.", 1, 1},
        {"job wait", "ID", "Watch a pull until it has ended.", 1, 1},
        {"job cancel", "ID", "Stop a pull.", 1, 1},
        {"job retry", "ID", "Try a failed or cancelled pull again.", 1, 1},
        {"admin", "", "Open the prompt of a server that runs on this machine.", 0, 0},
    };
}

} // namespace sluice::client
