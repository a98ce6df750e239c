#include "admin/menu.hpp"

#include "base/escape.hpp"
#include "base/parse.hpp"
#include "base/settings_verb.hpp"
#include "terminal/format_table.hpp"
#include "terminal/words.hpp"

#include <fmt/format.h>

#include <array>
#include <limits>

namespace sluice::admin::menu {
namespace {

const settings_table& words_table()
{
    static const settings_table table = [] {
        settings_table made;
        made.verbs = {
            {"ls", "[PATH]", "List the files, or those of a folder.", 0, 1},
            {"stats", "", "Show what the server has done.", 0, 0},
            {"sessions", "", "Show who is connected.", 0, 0},
            {"kick", "ID", "End a session.", 1, 1},
            {"limit", "RATE|off", "Limit the whole host, in bytes per second: limit 10M.", 1, 1},
            {"agents", "", "Show the agents that were ever here.", 0, 0},
            {"pull", "AGENT PATH", "Fetch a file or folder from an agent.", 2, 2},
            {"jobs", "", "Show the last pulls.", 0, 0},
            {"job cancel", "ID", "Stop a pull.", 1, 1},
            {"help", "", "Show this list."},
            {"quit", "", "Leave the prompt; the server goes on.", 0, 0},
            {"exit", "", "Stop the server; so do kill and 2.", 0, 0},
            {"kill", "", "", 0, 0},
        };
        return made;
    }();
    return table;
}

action read_kick(const std::string& word)
{
    const auto id = parse_integer(word, 0, std::numeric_limits<std::int64_t>::max());
    if (!id) return remark{fmt::format("'{}' is no session; sessions lists them", escape(word))};
    return kick{static_cast<std::uint64_t>(*id)};
}

action read_limit(const std::string& word)
{
    if (word == "off") return limit{0};
    const auto rate = parse_size(word);
    if (!rate)
        return remark{fmt::format("'{}' is no rate; say limit 10M or limit off", escape(word))};
    return limit{*rate};
}

action read_verb(std::string_view name, const std::vector<std::string>& words)
{
    if (name == "ls") return show_files{words.size() > 1 ? words[1] : ""};
    if (name == "stats") return show_stats{};
    if (name == "sessions") return show_sessions{};
    if (name == "kick") return read_kick(words[1]);
    if (name == "limit") return read_limit(words[1]);
    if (name == "agents") return show_agents{};
    if (name == "jobs") return show_jobs{};
    if (name == "job cancel") return cancel_job{words[2]};
    if (name == "pull") return pull{words[1], words[2]};
    if (name == "help") return show_help{};
    if (name == "quit") return leave{};
    return stop{};
}

} // namespace

action read(std::string_view line)
{
    const auto words = terminal::split_words(line);
    if (!words) return remark{words.error().detail()};
    if (words->empty()) return nothing{};
    if (words->size() == 1 && words->front() == "1") return show_files{};
    if (words->size() == 1 && words->front() == "2") return stop{};
    const auto known = find_verb(words_table(), *words);
    if (!known) return remark{escape(known.error().detail())};
    return read_verb((*known)->name, *words);
}

std::string text()
{
    return "1. List files on server\n"
           "2. Kill Server\n"
           "Or a command; help lists them.\n";
}

std::string help()
{
    std::vector<std::vector<std::string>> rows;
    for (const auto& known : words_table().verbs)
        if (!known.help.empty())
            rows.push_back(
                {fmt::format("{} {}", known.name, known.arguments), std::string(known.help)});
    constexpr std::array<terminal::column, 2> columns{};
    return terminal::format_table(columns, rows);
}

std::vector<std::string> words()
{
    std::vector<std::string> all;
    for (const auto& known : words_table().verbs)
        all.emplace_back(known.name);
    return all;
}

} // namespace sluice::admin::menu
