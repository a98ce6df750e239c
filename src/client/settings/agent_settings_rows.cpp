#include "client/settings/agent_settings_rows.hpp"

namespace sluice::client {

std::vector<setting> agent_rows()
{
    constexpr std::string_view group = "Agent";
    return {{.key = "id",
             .rule = accept_text("ID"),
             .help = "The name under which 'agent' registers: letters, digits, '.', '_' and '-'.",
             .group = group,
             .variables = {"SLUICE_AGENT_ID", "CLIENT_ID"}},
            {.key = "export",
             .rule = accept_text("[NAME=]DIR[:ro]"),
             .help = "A folder that 'agent' shows, read-only, under its last component or NAME; "
                     "several by several arguments, or by ';'.",
             .group = group,
             .repeats = true},
            {.key = "expand",
             .rule = accept_text("LIST"),
             .initial = "~,HOME",
             .help = "What 'agent' expands in front of a path that it is asked for: '~' and names "
                     "of variables, by commas; the path must lie in an export all the same.",
             .group = group},
            {.key = "drain",
             .rule = accept_duration(),
             .initial = "30s",
             .help = "How long pulls from 'agent' may go on after SIGTERM.",
             .group = group}};
}

} // namespace sluice::client
