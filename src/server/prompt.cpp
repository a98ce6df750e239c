#include "server/prompt.hpp"

#include "base/parse.hpp"
#include "terminal/format_table.hpp"
#include "terminal/words.hpp"

#include <fmt/format.h>

#include <array>
#include <ostream>

namespace sluice::server {
namespace {

using rows = std::vector<std::vector<std::string>>;

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

} // namespace

prompt::prompt(terminal::line_source& lines, prompt_actions& actions, std::ostream& out)
    : lines_(lines),
      actions_(actions),
      out_(out)
{
}

task<void> prompt::run()
{
    // Holds nothing of this prompt, which may go before the lines.
    terminal::completion offer = [](std::string_view line, std::string_view word) {
        if (terminal::last_word(line).begin > 0) return std::vector<std::string>{};
        return terminal::words_with_prefix(menu::words(), word);
    };
    lines_.complete_with(std::move(offer));
    if (lines_.interactive()) say(menu::text());
    while (!stopped_) {
        std::string question = "server> ";
        const auto line = co_await lines_.next(std::move(question), deadline::never());
        if (!line && line.error() == errc::too_large) {
            say(line.error().text() + '\n');
            continue;
        }
        if (!line || !*line) co_return;
        lines_.remember(**line);
        const auto what = menu::read(**line);
        co_await carry_out(what);
    }
}

task<void> prompt::carry_out(const menu::action& what)
{
    if (const auto* note = std::get_if<menu::remark>(&what)) {
        say(note->text + '\n');
    } else if (std::holds_alternative<menu::show_help>(what)) {
        say(menu::text() + menu::help());
    } else if (const auto* files = std::get_if<menu::show_files>(&what)) {
        auto path = files->path;
        co_await show_files(std::move(path));
    } else if (std::holds_alternative<menu::show_sessions>(what)) {
        co_await show_sessions();
    } else if (std::holds_alternative<menu::show_stats>(what)) {
        co_await show_stats();
    } else if (const auto* whom = std::get_if<menu::kick>(&what)) {
        co_await kick(whom->id);
    } else if (const auto* most = std::get_if<menu::limit>(&what)) {
        co_await limit(most->rate);
    } else if (std::holds_alternative<menu::stop>(what)) {
        stopped_ = true;
        actions_.stop();
    }
}

task<void> prompt::show_files(std::string path)
{
    const auto listed = co_await actions_.list(std::move(path));
    if (!listed)
        say(listed.error().text() + '\n');
    else if (listed->empty())
        say("no files\n");
    else
        say(file_table(*listed));
}

task<void> prompt::show_sessions()
{
    const auto sessions = co_await actions_.sessions();
    say(sessions.empty() ? "no sessions\n" : session_table(sessions));
}

task<void> prompt::show_stats()
{
    const auto stats = co_await actions_.stats();
    say(stats_table(stats));
}

task<void> prompt::kick(std::uint64_t id)
{
    const auto kicked = co_await actions_.kick(id);
    say(kicked ? fmt::format("session {} ended\n", id) : kicked.error().text() + '\n');
}

task<void> prompt::limit(std::uint64_t rate)
{
    const auto limited = co_await actions_.limit(rate);
    say(limited ? fmt::format("limit: {}\n", rate_text(rate)) : limited.error().text() + '\n');
}

void prompt::say(std::string_view text)
{
    out_ << text << std::flush;
}

} // namespace sluice::server
