#include "server/settings/server_settings_rows.hpp"

#include <chrono>

namespace sluice::server {
namespace {

constexpr auto shortest_limit = std::chrono::milliseconds(1);

} // namespace

std::vector<setting> serving_rows()
{
    constexpr std::string_view group = "Serving";
    return {
        {.key = "directory",
         .flag = 'd',
         .rule = accept_name("FOLDER"),
         .initial = ".",
         .help = "The folder whose files are offered, with all below it.",
         .group = group},
        {.key = "address",
         .flag = 'a',
         .rule = accept_name("ADDRESS"),
         .initial = "0.0.0.0",
         .help = "The address to listen on.",
         .group = group},
        {.key = "port",
         .flag = 'p',
         .rule = accept_integer("PORT", 0, 65535),
         .initial = "8888",
         .help = "The port to listen on; 0 takes a free one.",
         .group = group},
        {.key = "repl",
         .rule = accept_switch(),
         .initial = "yes",
         .help = "Open a prompt on the terminal, unless switched off.",
         .group = group},
    };
}

std::vector<setting> log_rows()
{
    constexpr std::string_view group = "Logging";
    return {
        {.key = "log",
         .flag = 'l',
         .rule = accept_name("FILE"),
         .initial = "server.log",
         .help = "The log file; 'none' for no log, '-' for stderr.",
         .group = group,
         .reloadable = true},
        {.key = "verbosity",
         .flag = 'v',
         .rule = accept_level(),
         .initial = "20",
         .help = "The least level that is logged: 0 trace, 10 debug, 20 info, 30 warning, 40 "
                 "error, 50 critical; number or name.",
         .group = group,
         .reloadable = true},
        {.key = "log-format",
         .rule = accept_one_of({"text", "json"}),
         .initial = "text",
         .help = "How lines of the log look: text, or one JSON object each.",
         .group = group},
    };
}

std::vector<setting> connection_rows()
{
    constexpr std::string_view group = "Capacity";
    return {{.key = "threads",
             .rule = accept_integer("NUMBER", 0, 64),
             .initial = "0",
             .help = "Event loops; 0 is one for each core.",
             .group = group},
            {.key = "blocking-threads",
             .rule = accept_integer("NUMBER", 0, 256),
             .initial = "0",
             .help = "Threads for work that waits for the disk; 0 is one for each core.",
             .group = group},
            {.key = "max-connections",
             .rule = accept_integer("NUMBER", 1, 1'000'000),
             .initial = "16384",
             .help = "Connections served at once; more are turned away.",
             .group = group,
             .reloadable = true},
            {.key = "address-connections",
             .rule = accept_integer("NUMBER", 0, 1'000'000),
             .initial = "1024",
             .help = "Connections of one address at once; 0 is unlimited.",
             .group = group,
             .reloadable = true},
            {.key = "login-connections",
             .rule = accept_integer("NUMBER", 0, 1'000'000),
             .initial = "1024",
             .help = "Connections at once that have asked for nothing yet; 0 is unlimited.",
             .group = group,
             .reloadable = true}};
}

std::vector<setting> capacity_rows()
{
    constexpr std::string_view group = "Capacity";
    return {
        {.key = "rate",
         .rule = accept_size("BYTES"),
         .initial = "0",
         .help = "Bytes per second sent to all clients together; 0 is unlimited.",
         .group = group,
         .reloadable = true},
        {.key = "client-rate",
         .rule = accept_size("BYTES"),
         .initial = "0",
         .help = "Bytes per second sent to each client; 0 is unlimited.",
         .group = group,
         .reloadable = true},
        {.key = "digest-memory",
         .rule = accept_size("BYTES", 0, std::uint64_t{1} << 40U),
         .initial = "16M",
         .help = "Memory for remembered digests.",
         .group = group},
    };
}

std::vector<setting> limit_rows()
{
    constexpr std::string_view group = "Limits";
    return {
        {.key = "login-limit",
         .rule = accept_duration(shortest_limit),
         .initial = "10s",
         .help = "How long a new connection may take to say hello.",
         .group = group},
        {.key = "idle-limit",
         .rule = accept_duration(shortest_limit),
         .initial = "10m",
         .help = "How long a connection may ask for nothing.",
         .group = group,
         .reloadable = true},
        {.key = "stall-limit",
         .rule = accept_duration(shortest_limit),
         .initial = "30s",
         .help = "How long a transfer may stand still.",
         .group = group,
         .reloadable = true},
        {.key = "drain",
         .rule = accept_duration(),
         .initial = "30s",
         .help = "How long running transfers may go on after SIGTERM.",
         .group = group,
         .reloadable = true},
    };
}

} // namespace sluice::server
