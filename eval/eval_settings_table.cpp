#include "eval/eval_settings.hpp"

namespace sluice::eval {
namespace {

constexpr auto call_only = setting_reach::arguments_only;

std::vector<setting> matrix_rows()
{
    constexpr std::string_view group = "Matrix";
    return {
        {.key = "file-size",
         .flag = 'f',
         .rule = accept_name("LIST"),
         .initial = "128,512,2k,8k,32k,1m",
         .help = "Sizes of files, such as 128,2k or 8k-64k, which doubles.",
         .group = group},
        {.key = "num-clients",
         .flag = 'n',
         .rule = accept_name("LIST"),
         .initial = "1,4,16",
         .help = "Numbers of clients at once, such as 1,4 or 1-16, which doubles.",
         .group = group},
        {.key = "workers",
         .flag = 'w',
         .rule = accept_name("LIST"),
         .initial = "2",
         .help = "Numbers of connections of one client.",
         .group = group},
        {.key = "repeat",
         .flag = 'r',
         .rule = accept_integer("NUMBER", 1, 10'000),
         .initial = "8",
         .help = "How often everything is measured; a warm-up comes before.",
         .group = group},
        {.key = "files",
         .rule = accept_integer("NUMBER", 1, 100'000),
         .initial = "10",
         .help = "Files of each size, which every client downloads one after the other.",
         .group = group},
    };
}

std::vector<setting> manner_rows()
{
    constexpr std::string_view group = "Manner";
    return {
        {.key = "mode",
         .rule = accept_one_of({"process", "coroutine"}),
         .initial = "process",
         .help = "Clients as programs, or all in this one, for thousands.",
         .group = group},
        {.key = "rate",
         .rule = accept_name("NUMBER"),
         .initial = "0",
         .help = "Downloads that arrive a second, over all clients, at random moments; 0: each "
                 "client goes on when it is done.",
         .group = group},
        {.key = "durability",
         .rule = accept_one_of({"none", "file"}),
         .initial = "file",
         .help = "Whether clients wait for stable storage.",
         .group = group},
        {.key = "link",
         .rule = accept_text("SPEC"),
         .help = "Put an emulated link between server and clients: 50ms,1%,100Mbit (needs root).",
         .group = group},
    };
}

std::vector<setting> run_rows()
{
    constexpr std::string_view group = "Run";
    return {
        {.key = "seed",
         .rule = accept_integer("NUMBER", 0, 4'294'967'295),
         .initial = "1",
         .help = "The same seed gives the same files and the same plan.",
         .group = group},
        {.key = "out",
         .rule = accept_name("FOLDER"),
         .initial = ".",
         .help = "Where servers/, clients/, logs/ and times/ are.",
         .group = group},
        {.key = "limit",
         .rule = accept_duration(std::chrono::milliseconds(100)),
         .initial = "10m",
         .help = "The longest that one repeat may take.",
         .group = group},
        {.key = "verbosity",
         .flag = 'v',
         .rule = accept_level(),
         .initial = "20",
         .help = "The least level in the logs of server and clients; figures need info.",
         .group = group},
        {.key = "server-program",
         .rule = accept_text("FILE"),
         .help = "The sluice-server to measure; built-in: the one of this build.",
         .group = group},
        {.key = "client-program",
         .rule = accept_text("FILE"),
         .help = "The sluice-client to measure; built-in: the one of this build.",
         .group = group},
    };
}

std::vector<setting> compare_rows()
{
    constexpr std::string_view group = "Comparing";
    return {
        {.key = "metric",
         .rule = accept_one_of({"latency", "p50", "p90", "p95", "p99", "mean", "throughput"}),
         .initial = "latency",
         .help = "What runs are compared by; latency is its p50.",
         .group = group},
        {.key = "min-effect",
         .rule = accept_name("PERCENT"),
         .initial = "5",
         .help = "A smaller change is no evidence, however sure it is.",
         .group = group},
        {.key = "confidence",
         .rule = accept_name("PERCENT"),
         .initial = "95",
         .help = "Of intervals and verdicts.",
         .group = group},
        {.key = "fail-if",
         .rule = accept_text("RULE"),
         .help = "Exit with 14 if this holds: \"p50 worse than 5 % at 95 %\".",
         .group = group,
         .reach = call_only},
        {.key = "json",
         .rule = accept_switch(),
         .initial = "no",
         .help = "Print the comparison as JSON.",
         .group = group,
         .reach = call_only},
    };
}

std::vector<setting> peers_rows()
{
    constexpr std::string_view group = "Peers";
    return {
        {.key = "rounds",
         .rule = accept_integer("NUMBER", 1, 1000),
         .initial = "5",
         .help = "How often every peer does every work; a warm-up comes before.",
         .group = group},
        {.key = "only",
         .rule = accept_text("LIST"),
         .help = "These parts only: large, many, small, resume, memory, idle.",
         .group = group},
        {.key = "peers",
         .rule = accept_text("LIST"),
         .help = "These peers only, beside Sluice: curl, wget2, aria2c, rclone, rsync, scp.",
         .group = group},
        {.key = "divisor",
         .rule = accept_integer("NUMBER", 1, 1'000'000),
         .initial = "1",
         .help = "Divide sizes and numbers of files by this, for a quick look.",
         .group = group},
        {.key = "prime",
         .rule = accept_integer("MIB", 0, 1'000'000),
         .initial = "1280",
         .help = "Memory written and freed before each run, so that no peer pays for what another "
                 "left.",
         .group = group},
    };
}

settings_table make_table()
{
    settings_table table;
    table.program = "eval";
    table.summary = "Measures Sluice: real servers and clients over files of many sizes.";
    table.no_verb = "The same as run.";
    for (const auto& rows : {matrix_rows(), manner_rows(), run_rows(), compare_rows(), peers_rows(),
                             common_settings()})
        table.rows.insert(table.rows.end(), rows.begin(), rows.end());
    table.verbs = {
        {"run", "", "Measure the matrix; the report goes to stdout.", 0, 0},
        {"compare", "BASE NEW", "Compare the records of two runs.", 2, 2},
        {"peers", "", "Measure against what others offer, in one run.", 0, 0},
        {"link", "SPEC -- COMMAND...", "Run a command behind an emulated link.", 2},
        {"config explain", "", "Print every setting with its value and its origin.", 0, 0},
    };
    return table;
}

} // namespace

const settings_table& eval_settings_table()
{
    static const settings_table table = make_table();
    return table;
}

} // namespace sluice::eval
