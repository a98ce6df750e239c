#include "client/settings/menu.hpp"

#include "base/error.hpp"
#include "base/escape.hpp"
#include "base/settings_verb.hpp"
#include "client/settings/menu_choice.hpp"
#include "terminal/format_table.hpp"
#include "terminal/words.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

namespace sluice::client {
namespace {

constexpr auto unlimited = std::numeric_limits<std::size_t>::max();

std::string_view trimmed(std::string_view line)
{
    constexpr std::string_view blanks = " \t";
    const auto begin = line.find_first_not_of(blanks);
    if (begin == std::string_view::npos) return {};
    return line.substr(begin, line.find_last_not_of(blanks) + 1 - begin);
}

enum class answer { yes, no, neither };

/// Nothing typed is no.
answer read_answer(std::string_view line)
{
    std::string word(trimmed(line));
    std::transform(word.begin(), word.end(), word.begin(), [](char c) {
        return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    });
    if (word == "y" || word == "yes") return answer::yes;
    if (word.empty() || word == "n" || word == "no") return answer::no;
    return answer::neither;
}

menu::actions mistake(std::string text)
{
    return {menu::remark{std::move(text), exit_code::usage}};
}

menu::actions ask_again()
{
    return mistake("please answer y or n");
}

} // namespace

menu::menu(const settings_table& verbs) : words_(verbs)
{
    words_.verbs.push_back({"help", "", "Show this list.", 0, unlimited});
    words_.verbs.push_back({"exit", "", "Leave; so do quit, 3 and the end of input.", 0, 0});
    words_.verbs.push_back({"quit", "", "", 0, 0});
}

std::string_view menu::question_text() const
{
    switch (pending_) {
    case question::command: return "sluice> ";
    case question::file: return "number or name of the file: ";
    case question::more: return "download more files? [y/n] ";
    case question::parallel: return "do you want to run the download in parallel? [y/n] ";
    }
    return {};
}

std::string menu::text()
{
    return "1. List files on server\n"
           "2. Download file\n"
           "3. Exit\n"
           "Or a command; help lists them.\n";
}

std::string menu::help() const
{
    std::vector<std::vector<std::string>> rows;
    for (const auto& known : words_.verbs)
        if (!known.help.empty())
            rows.push_back(
                {fmt::format("{} {}", known.name, known.arguments), std::string(known.help)});
    constexpr std::array<terminal::column, 2> columns{};
    return terminal::format_table(columns, rows);
}

std::vector<std::string> menu::words() const
{
    std::vector<std::string> all;
    all.reserve(words_.verbs.size());
    for (const auto& known : words_.verbs)
        all.emplace_back(known.name.substr(0, known.name.find(' ')));
    std::sort(all.begin(), all.end());
    all.erase(std::unique(all.begin(), all.end()), all.end());
    return all;
}

menu::actions menu::take(std::string_view line)
{
    switch (pending_) {
    case question::command: return command(line);
    case question::file: return choose(line);
    case question::more: return answer_more(line);
    case question::parallel: return answer_parallel(line);
    }
    return {};
}

menu::actions menu::command(std::string_view line)
{
    const auto item = trimmed(line);
    if (item.empty()) return {};
    if (item == "1") return {show_list{}, show_menu{}};
    if (item == "2") return {choose_files{}};
    if (item == "3") return {leave{}};

    auto words = terminal::split_words(line);
    if (!words) return mistake(words.error().detail());
    const auto known = find_verb(words_, *words);
    if (!known) return mistake(escape(known.error().detail()));
    if ((*known)->name == "help") return {show_help{}};
    if ((*known)->name == "exit" || (*known)->name == "quit") return {leave{}};
    return {run_verb{std::move(*words)}};
}

bool menu::is_command(std::string_view line) const
{
    const auto item = trimmed(line);
    if (item == "1" || item == "2" || item == "3") return true;
    const auto words = terminal::split_words(line);
    return words && !words->empty() && find_verb(words_, *words);
}

menu::actions menu::offer(std::vector<std::string> names)
{
    offered_ = std::move(names);
    chosen_.clear();
    if (offered_.empty()) return {remark{"the server offers no files"}, show_menu{}};
    pending_ = question::file;
    return {};
}

menu::actions menu::choose(std::string_view line)
{
    const auto plain = trimmed(line);
    const bool is_name = std::find(offered_.begin(), offered_.end(), plain) != offered_.end();
    if (!is_name && read_answer(plain) == answer::no) return none_more();

    auto choice = choose_names(offered_, line);
    if (!choice) return {remark{choice.error().detail(), exit_code_of(choice.error())}};
    for (auto& name : *choice)
        if (std::find(chosen_.begin(), chosen_.end(), name) == chosen_.end())
            chosen_.push_back(std::move(name));
    pending_ = question::more;
    return {};
}

menu::actions menu::none_more()
{
    if (!chosen_.empty()) {
        pending_ = question::parallel;
        return {};
    }
    pending_ = question::command;
    return {remark{"nothing chosen"}, show_menu{}};
}

menu::actions menu::answer_more(std::string_view line)
{
    switch (read_answer(line)) {
    case answer::yes: pending_ = question::file; return {};
    case answer::no: pending_ = question::parallel; return {};
    case answer::neither: break;
    }
    if (!is_command(line)) return ask_again();
    pending_ = question::parallel;
    return answer_parallel(line);
}

menu::actions menu::answer_parallel(std::string_view line)
{
    const auto said = read_answer(line);
    if (said != answer::neither) return finish(said == answer::yes);
    if (!is_command(line)) return ask_again();
    // A script that knows nothing of this question goes on with the menu.
    auto all = finish(false);
    for (auto& next : command(line))
        all.push_back(std::move(next));
    return all;
}

menu::actions menu::finish(bool parallel)
{
    pending_ = question::command;
    return {download{std::exchange(chosen_, {}), parallel}, show_menu{}};
}

menu::actions menu::end(bool interactive)
{
    actions last;
    if (pending_ != question::command && !chosen_.empty()) {
        if (interactive)
            last.emplace_back(remark{"nothing downloaded"});
        else
            last.emplace_back(download{std::exchange(chosen_, {}), false});
    }
    pending_ = question::command;
    chosen_.clear();
    last.emplace_back(leave{});
    return last;
}

} // namespace sluice::client
