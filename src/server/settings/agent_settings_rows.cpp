#include "server/settings/server_settings_rows.hpp"

#include <chrono>

namespace sluice::server {

std::vector<setting> agent_rows()
{
    constexpr std::string_view group = "Agents";
    constexpr auto shortest_limit = std::chrono::milliseconds(100);
    return {{.key = "downloads",
             .rule = accept_name("FOLDER"),
             .initial = "./downloads",
             .help = "Where what is fetched from agents goes; made when it is needed.",
             .group = group},
            {.key = "agent-heartbeat",
             .rule = accept_duration(shortest_limit),
             .initial = "15s",
             .help = "How often an agent and the server say that they are there.",
             .group = group,
             .reloadable = true},
            {.key = "agent-dead",
             .rule = accept_duration(shortest_limit),
             .initial = "45s",
             .help = "How long an agent may say nothing before it counts as gone.",
             .group = group,
             .reloadable = true}};
}

} // namespace sluice::server
