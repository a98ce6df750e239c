#include "client/schedule/pull_order.hpp"

namespace sluice::client {
namespace {

constexpr std::string_view group = "Schedules";

/// When to run.
std::vector<setting> time_rows()
{
    return {
        {.key = "interval",
         .rule = accept_duration(),
         .initial = "0",
         .help = "Run every so often, at least every second; 0 for not.",
         .group = group},
        {.key = "cron",
         .rule = accept_text("LINE"),
         .help = "Run by a line of cron(5): minute, hour, day of month, month, day of week.",
         .group = group},
        {.key = "zone",
         .rule = accept_name("ZONE"),
         .initial = "local",
         .help = "The time zone of the line, such as Europe/Berlin.",
         .group = group},
        {.key = "jitter",
         .rule = accept_duration(),
         .initial = "0",
         .help = "Start each run later by a random time below this.",
         .group = group},
        {.key = "misfire",
         .rule = accept_one_of({"skip", "once", "all"}),
         .initial = "once",
         .help = "What to do about runs that were missed: nothing, one run for all, or each, up to "
                 "a hundred.",
         .group = group},
        {.key = "overlap",
         .rule = accept_one_of({"skip", "queue"}),
         .initial = "skip",
         .help = "What to do about a run that comes due while another one runs.",
         .group = group},
        {.key = "backoff",
         .rule = accept_duration(std::chrono::milliseconds(1)),
         .initial = "1s",
         .help = "The first wait after a failed run, about; it doubles up to five minutes.",
         .group = group},
    };
}

/// What to fetch.
std::vector<setting> source_rows()
{
    return {
        {.key = "source",
         .rule = accept_text("SOURCE"),
         .help = "What to fetch: a name or pattern on the server, /files/PATH, "
                 "/stream/PROJECT/EXT, agent:ID/PATH or an http(s) URL.",
         .group = group},
        {.key = "api",
         .rule = accept_text("URL"),
         .help = "The server's HTTP address; without it -a, -p and --tls say so.",
         .group = group},
        {.key = "project",
         .rule = accept_text("PROJECT"),
         .help = "Pick up what is fresh in this project; foo if only --api is given.",
         .group = group},
        {.key = "ext",
         .rule = accept_text("EXT"),
         .help = "The kind of files to pick up; drc if only --api is given.",
         .group = group},
        {.key = "unpack",
         .rule = accept_switch(),
         .initial = "no",
         .help = "Unpack the zip archive that comes instead of keeping it.",
         .group = group},
    };
}

std::vector<setting> rule_rows()
{
    return {
        {.key = "allow",
         .rule = accept_text("LIST"),
         .help = "Hosts and address ranges that may be asked although they are private, separated "
                 "by commas.",
         .group = group},
        {.key = "proxy",
         .rule = accept_text("URL"),
         .help = "The proxy for http(s) URLs; what the environment says is ignored.",
         .group = group},
        {.key = "run-limit",
         .rule = accept_duration(std::chrono::milliseconds(1)),
         .initial = "1h",
         .help = "How long one run may take.",
         .group = group},
        {.key = "most-bytes",
         .rule = accept_size("BYTES", 1),
         .initial = "64G",
         .help = "The largest file that is fetched by HTTP.",
         .group = group},
    };
}

void append(std::vector<setting>& to, std::vector<setting> more)
{
    to.insert(to.end(), more.begin(), more.end());
}

settings_table make_section_table()
{
    settings_table table;
    table.program = "client";
    for (const auto& rows : {time_rows(), source_rows(), rule_rows()})
        append(table.rows, rows);
    append(table.rows,
           {{.key = "retries", .rule = accept_integer("NUMBER", 0, 1'000'000)},
            {.key = "into", .rule = accept_name("FOLDER")},
            {.key = "on-exists", .rule = accept_one_of({"rename", "overwrite", "skip", "fail"})}});
    return table;
}

} // namespace

std::vector<setting> schedule_rows()
{
    std::vector<setting> rows;
    for (const auto& some : {time_rows(), source_rows(), rule_rows()})
        append(rows, some);
    append(rows, {{.key = "allow-private",
                   .rule = accept_switch(),
                   .initial = "no",
                   .help = "Let every schedule ask private addresses too.",
                   .group = group},
                  {.key = "state",
                   .rule = accept_text("FOLDER"),
                   .help = "Where schedules keep their history; without it "
                           "~/.local/state/sluice/schedule.",
                   .group = group}});
    return rows;
}

const settings_table& schedule_section_table()
{
    static const settings_table table = make_section_table();
    return table;
}

} // namespace sluice::client
