#include "server/server_settings.hpp"

namespace sluice::server {
namespace {

constexpr auto shortest_limit = std::chrono::milliseconds(1);

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
    };
}

std::vector<setting> capacity_rows()
{
    constexpr std::string_view group = "Capacity";
    return {
        {.key = "threads",
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

setting json_row()
{
    return {.key = "json",
            .rule = accept_switch(),
            .initial = "no",
            .help = "Print 'config explain' as JSON.",
            .group = "Configuration",
            .reach = setting_reach::arguments_only};
}

settings_table make_table()
{
    settings_table table;
    table.program = "server";
    table.summary = "Serves the files of a folder to Sluice clients.";
    table.no_verb = "Serve until SIGTERM, or until the prompt is told to stop.";
    for (const auto& rows :
         {serving_rows(), log_rows(), capacity_rows(), limit_rows(), common_settings()})
        table.rows.insert(table.rows.end(), rows.begin(), rows.end());
    table.rows.push_back(json_row());
    table.verbs = {{.name = "config explain",
                    .help = "Print every setting with its value and its origin.",
                    .most = 0}};
    return table;
}

} // namespace

const settings_table& server_settings_table()
{
    static const settings_table table = make_table();
    return table;
}

result<server_settings> server_settings_from(const settings& loaded)
{
    server_settings typed;
    typed.directory = loaded.text("directory");
    typed.address = loaded.text("address");
    typed.port = static_cast<std::uint16_t>(loaded.integer("port"));
    typed.log = loaded.text("log");
    typed.verbosity = static_cast<int>(loaded.integer("verbosity"));
    typed.threads = static_cast<unsigned>(loaded.integer("threads"));
    typed.max_connections = static_cast<unsigned>(loaded.integer("max-connections"));
    typed.rate = loaded.size("rate");
    typed.client_rate = loaded.size("client-rate");
    typed.repl = loaded.boolean("repl");
    typed.drain = loaded.duration("drain");
    typed.login_limit = loaded.duration("login-limit");
    typed.idle_limit = loaded.duration("idle-limit");
    typed.stall_limit = loaded.duration("stall-limit");
    typed.digest_memory = loaded.size("digest-memory");
    typed.blocking_threads = static_cast<unsigned>(loaded.integer("blocking-threads"));
    typed.json = loaded.boolean("json");
    return typed;
}

} // namespace sluice::server
