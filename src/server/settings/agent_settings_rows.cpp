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

std::vector<setting> topic_rows()
{
    constexpr std::string_view group = "Topics";
    constexpr std::uint64_t most = std::uint64_t{1} << 50U;
    return {{.key = "demo",
             .rule = accept_switch(),
             .initial = "no",
             .help = "Publish the demo signal to the topic `demo` from the start.",
             .group = group},
            {.key = "topic-space",
             .rule = accept_size("BYTES", 0, most),
             .initial = "1G",
             .help = "Disk that the messages kept of all topics may take together.",
             .group = group},
            {.key = "topic-bytes",
             .rule = accept_size("BYTES", 64U << 10U, most),
             .initial = "64M",
             .help = "Bytes of messages kept of a topic that asks for nothing else.",
             .group = group},
            {.key = "topic-age",
             .rule = accept_duration(std::chrono::seconds(1)),
             .initial = "1h",
             .help = "How long messages are kept of a topic that asks for nothing else.",
             .group = group}};
}

} // namespace sluice::server
