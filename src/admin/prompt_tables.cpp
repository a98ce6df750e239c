#include "admin/prompt_tables.hpp"

#include "base/parse.hpp"
#include "terminal/format_table.hpp"

#include <fmt/format.h>

#include <array>

namespace sluice::admin {
namespace {

using rows = std::vector<std::vector<std::string>>;

std::string joined(const std::vector<std::string>& words)
{
    std::string text;
    for (const auto& one : words)
        text += (text.empty() ? "" : " ") + one;
    return text;
}

/// "45%", or what is known without a total.
std::string reached_text(const job_row& job)
{
    if (job.percent) return fmt::format("{:.0f}%", *job.percent);
    return job.durable > 0 ? format_size(job.durable) : std::string();
}

/// What is to be said of a job besides its phase.
std::string note_of(const job_row& job)
{
    if (job.phase == "queued") return job.waiting_for;
    if (job.phase == "running") return format_rate(job.rate);
    if (job.phase == "failed") return job.error_code;
    return {};
}

} // namespace

std::string file_table(const std::vector<proto::entry>& entries)
{
    rows lines;
    for (const auto& one : entries) {
        const bool is_folder = one.kind == proto::entry_kind::folder;
        lines.push_back(
            {is_folder ? "-" : format_size(one.size), one.path + (is_folder ? "/" : "")});
    }
    constexpr std::array<terminal::column, 2> columns{{{.title = {}, .right = true}, {}}};
    return terminal::format_table(columns, lines);
}

std::string session_table(const std::vector<session_row>& sessions)
{
    rows lines;
    for (const auto& one : sessions)
        lines.push_back({std::to_string(one.id), one.peer, format_clock(one.age),
                         std::to_string(one.requests), format_size(one.sent_bytes), one.state,
                         one.name});
    constexpr std::array<terminal::column, 7> columns{{{.title = "id", .right = true},
                                                       {.title = "peer"},
                                                       {.title = "for", .right = true},
                                                       {.title = "requests", .right = true},
                                                       {.title = "sent", .right = true},
                                                       {.title = "state"},
                                                       {.title = "name"}}};
    return terminal::format_table(columns, lines);
}

std::string rate_text(std::uint64_t rate)
{
    return rate == 0 ? "off" : format_rate(static_cast<double>(rate));
}

std::string stats_table(const server_stats& stats)
{
    const rows lines{{"up for", format_clock(stats.uptime)},
                     {"sessions now", std::to_string(stats.sessions_now)},
                     {"sessions ever", std::to_string(stats.sessions_ever)},
                     {"requests", std::to_string(stats.requests)},
                     {"failures", std::to_string(stats.failures)},
                     {"sent", format_size(stats.sent_bytes)},
                     {"limit", rate_text(stats.rate)}};
    constexpr std::array<terminal::column, 2> columns{{{}, {.title = {}, .right = true}}};
    return terminal::format_table(columns, lines);
}

std::string agent_table(const std::vector<agent_row>& agents)
{
    rows lines;
    for (const auto& one : agents)
        lines.push_back({one.id, one.connected ? "connected" : "away", one.door, one.peer,
                         std::to_string(one.pulls), one.last_seen, joined(one.exports)});
    constexpr std::array<terminal::column, 7> columns{{{.title = "agent"},
                                                       {.title = "state"},
                                                       {.title = "door"},
                                                       {.title = "peer"},
                                                       {.title = "pulls", .right = true},
                                                       {.title = "seen"},
                                                       {.title = "exports"}}};
    return terminal::format_table(columns, lines);
}

std::string job_table(const std::vector<job_row>& jobs)
{
    rows lines;
    for (const auto& one : jobs)
        lines.push_back({one.id, one.agent, one.phase, reached_text(one),
                         std::to_string(one.attempts), note_of(one),
                         one.target.empty() ? one.path : one.target});
    constexpr std::array<terminal::column, 7> columns{{{.title = "job"},
                                                       {.title = "agent"},
                                                       {.title = "phase"},
                                                       {.title = "done", .right = true},
                                                       {.title = "tries", .right = true},
                                                       {.title = "note"},
                                                       {.title = "path"}}};
    return terminal::format_table(columns, lines);
}

} // namespace sluice::admin
