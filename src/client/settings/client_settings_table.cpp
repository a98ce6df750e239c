#include "client/schedule/pull_order.hpp"
#include "client/settings/agent_settings_rows.hpp"
#include "client/settings/array_settings_rows.hpp"
#include "client/settings/client_settings.hpp"
#include "client/settings/job_settings_rows.hpp"
#include "client/settings/receipt_settings_rows.hpp"
#include "client/settings/stream_settings_rows.hpp"

namespace sluice::client {
namespace {

constexpr auto shortest_limit = std::chrono::milliseconds(1);

std::vector<setting> connection_rows()
{
    constexpr std::string_view group = "Connection";
    return {
        {.key = "address",
         .flag = 'a',
         .rule = accept_name("HOST|URL"),
         .initial = "127.0.0.1",
         .help = "The server's name or address; or ws://HOST:PORT/ws (wss:// with TLS) where only "
                 "HTTP passes.",
         .group = group,
         .variables = {"SERVER_URL"}},
        {.key = "port",
         .flag = 'p',
         .rule = accept_integer("PORT", 1, 65535),
         .initial = "8888",
         .help = "The server's port.",
         .group = group},
        {.key = "user",
         .flag = 'u',
         .rule = accept_text("USER"),
         .help = "The name to log in with.",
         .group = group},
        {.key = "workers",
         .flag = 'w',
         .rule = accept_integer("NUMBER", 1, 64),
         .initial = "2",
         .help = "Connections that share the work, 1 to 64.",
         .group = group},
        {.key = "retries",
         .flag = 'r',
         .rule = accept_integer("NUMBER", 0, 1'000'000),
         .initial = "3",
         .help = "How often a failed connection or a bad chunk is tried again.",
         .group = group},
    };
}

std::vector<setting> security_rows()
{
    constexpr std::string_view group = "Security";
    return {
        {.key = "tls",
         .rule = accept_switch(),
         .initial = "no",
         .help = "Speak TLS with the server; --pin and --ca do so too.",
         .group = group},
        {.key = "pin",
         .rule = accept_text("FINGERPRINT"),
         .initial = "",
         .help = "Trust the certificate with this fingerprint and no other, as 'sluice-server "
                 "cert' prints it: sha256:HEX.",
         .group = group},
        {.key = "ca",
         .rule = accept_text("FILE"),
         .initial = "",
         .help = "Trust certificates of the authorities in this file (PEM); without it and --pin "
                 "those of the system.",
         .group = group},
        {.key = "token-file",
         .rule = accept_text("FILE"),
         .initial = "",
         .help = "The file that holds the token to log in with; SLUICE_TOKEN holds the token "
                 "itself and goes before.",
         .group = group},
    };
}

std::vector<setting> limit_rows()
{
    constexpr std::string_view group = "Limits";
    return {
        {.key = "connect-limit",
         .rule = accept_duration(shortest_limit),
         .initial = "10s",
         .help = "How long connecting and logging in may take.",
         .group = group},
        {.key = "stall-limit",
         .rule = accept_duration(shortest_limit),
         .initial = "30s",
         .help = "How long the server may send nothing that was asked for.",
         .group = group},
        {.key = "listing-memory",
         .rule = accept_size("BYTES", 1, std::uint64_t{1} << 40U),
         .initial = "256M",
         .help = "Memory for the names of one listing; a longer one is refused.",
         .group = group},
        {.key = "timeout",
         .flag = 't',
         .rule = accept_duration(shortest_limit),
         .initial = "60s",
         .help = "How long the prompt waits for input before it ends.",
         .group = group},
    };
}

std::vector<setting> saving_rows()
{
    constexpr std::string_view group = "Saving";
    return {
        {.key = "directory",
         .flag = 'd',
         .rule = accept_name("FOLDER"),
         .initial = ".",
         .help = "The folder for downloads.",
         .group = group},
        {.key = "on-exists",
         .rule = accept_one_of({"rename", "overwrite", "skip", "fail"}),
         .initial = "rename",
         .help = "What to do when the name is taken; rename makes name(1).ext.",
         .group = group},
        {.key = "durability",
         .rule = accept_one_of({"none", "file"}),
         .initial = "file",
         .help = "Whether a file must be on stable storage before it appears.",
         .group = group},
        {.key = "digest",
         .rule = accept_one_of({"xxh3", "sha256"}),
         .initial = "xxh3",
         .help = "The digest that proves every chunk.",
         .group = group},
        {.key = "output",
         .flag = 'o',
         .rule = accept_text("FILE"),
         .help = "Save the one file of 'get' under this name.",
         .group = group,
         .reach = setting_reach::arguments_only},
        {.key = "into",
         .rule = accept_text("FOLDER"),
         .help = "The folder on the server for 'put'.",
         .group = group,
         .reach = setting_reach::arguments_only},
    };
}

std::vector<setting> talking_rows()
{
    constexpr std::string_view group = "Output and log";
    return {
        {.key = "progress",
         .rule = accept_one_of({"auto", "bar", "plain", "json", "none"}),
         .initial = "auto",
         .help = "How progress is shown on stderr; auto is a bar on a terminal and a line a "
                 "minute elsewhere.",
         .group = group},
        {.key = "log",
         .flag = 'l',
         .rule = accept_name("FILE"),
         .initial = "client.log",
         .help = "The log file; 'none' for no log, '-' for stderr.",
         .group = group},
        {.key = "verbosity",
         .flag = 'v',
         .rule = accept_level(),
         .initial = "20",
         .help = "The least level that is logged: 0 trace, 10 debug, 20 info, 30 warning, 40 "
                 "error, 50 critical; number or name.",
         .group = group},
    };
}

setting call_switch(std::string_view key, char flag, std::string_view help)
{
    return {.key = key,
            .flag = flag,
            .rule = accept_switch(),
            .initial = "no",
            .help = help,
            .group = "Output and log",
            .reach = setting_reach::arguments_only};
}

std::vector<setting> call_rows()
{
    return {
        call_switch("quiet", 'q', "Print errors only, no progress."),
        call_switch("json", 0, "Print the outcome as one JSON document on stdout."),
        call_switch("json-stream", 0, "Print events as they happen, one JSON object a line."),
        call_switch("long", 0, "With ls: sizes, times and versions too."),
        call_switch("recursive", 0, "With ls: everything below as well."),
    };
}

std::vector<verb> verbs()
{
    return {
        {"ls", "[PATH|GLOB]", "List what the server offers.", 0, 1},
        {"stat", "NAME...", "Show size, time and version of files.", 1},
        {"get", "NAME|GLOB|FOLDER...", "Download; a folder with all below it.", 1},
        {"put", "FILE|FOLDER...", "Upload; a folder with all below it.", 1},
        {"agent", "", "Show the folders of --export to the server, which fetches from them.", 0, 0},
        {"verify", "LOCAL...", "Compare local files with the server's digests.", 1},
        {"journal show", "[PATH]", "Show unfinished downloads.", 0, 1},
        {"schedule run", "[NAME...]", "Make scheduled pulls once, now.", 0},
        {"schedule preview", "[NAME...]", "Show when they are due next.", 0},
        {"schedule history", "[NAME]", "Show the runs that were made.", 0, 1},
        {"schedule", "[NAME...]", "Run scheduled pulls until stopped.", 0},
        receipt_verb(),
        {"ping", "", "Measure the round trip to the server.", 0, 0},
        {"config explain", "", "Print every setting with its value and its origin.", 0, 0},
    };
}

settings_table make_table()
{
    settings_table table;
    table.program = "client";
    table.summary =
        "Moves files and folders to and from a Sluice server and proves that they arrived.";
    table.no_verb = "Open the prompt.";
    for (const auto& rows :
         {connection_rows(), security_rows(), limit_rows(), saving_rows(), talking_rows(),
          schedule_rows(), agent_rows(), call_rows(), receipt_rows(), job_rows(), array_rows(),
          stream_rows(), common_settings()})
        table.rows.insert(table.rows.end(), rows.begin(), rows.end());
    table.verbs = verbs();
    for (const auto& more : {job_verbs(), array_verbs(), stream_verbs()})
        table.verbs.insert(table.verbs.end(), more.begin(), more.end());
    return table;
}

} // namespace

const settings_table& client_settings_table()
{
    static const settings_table table = make_table();
    return table;
}

} // namespace sluice::client
