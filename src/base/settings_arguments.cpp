#include "base/settings_arguments.hpp"

#include "base/parse.hpp"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace sluice {
namespace {

std::string with_underscores(std::string key)
{
    std::replace(key.begin(), key.end(), '-', '_');
    return key;
}

/// Only what a file or variable may have switched on needs an argument to switch it off.
bool has_opposite(const setting& row)
{
    return row.rule.is_switch() && row.reach == setting_reach::everywhere;
}

/// "-p,--max-connections,--max_connections", and "!--no-..." for a switch, which CLI11 reads as
/// false.
std::string cli_names(const setting& row)
{
    const std::string key(row.key);
    std::string names = row.flag ? fmt::format("-{},", row.flag) : "";
    names += "--" + key;
    if (key.find('-') != std::string::npos) names += ",--" + with_underscores(key);
    if (has_opposite(row)) {
        names += ",!--no-" + key;
        names += ",!--" + with_underscores("no-" + key);
    }
    return names;
}

CLI::Option* add_option(CLI::App& app, const setting& row)
{
    const auto names = cli_names(row);
    auto* option = row.rule.is_switch()
                       ? app.add_flag(names)
                       : app.add_option(names, [](const CLI::results_t&) { return true; });
    // Without extra arguments, or CLI11 would split a value such as [a,b].
    if (!row.rule.is_switch()) option->expected(1)->allow_extra_args(false);
    return option->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
}

error unknown_option(const settings_table& table, std::string_view given)
{
    given = given.substr(0, given.find('='));
    std::vector<std::string> names;
    for (const auto& row : table.rows) {
        names.push_back(fmt::format("--{}", row.key));
        if (has_opposite(row)) names.push_back(fmt::format("--no-{}", row.key));
    }
    const std::vector<std::string_view> candidates(names.begin(), names.end());
    const auto nearest =
        given.starts_with("--") ? nearest_name(with_dashes(given), candidates) : std::string_view();
    auto text = fmt::format("unknown option '{}'", given);
    if (!nearest.empty()) text += fmt::format(", did you mean '{}'?", nearest);
    return fail(errc::bad_usage, "arguments", text);
}

/// CLI11 takes "--user=" as "--user" and would eat the next word as its value.
std::vector<std::string> with_empty_values_apart(const settings_table& table,
                                                 const std::vector<std::string>& arguments)
{
    std::vector<std::string> apart;
    bool only_words = false;
    for (const auto& one : arguments) {
        only_words = only_words || one == "--";
        const bool empty = !only_words && one.starts_with("--") && one.ends_with('=');
        const auto key = empty ? one.substr(2, one.size() - 3) : std::string();
        const auto* row = empty ? table.find(key) : nullptr;
        if (row && !row->rule.is_switch()) {
            apart.push_back("--" + key);
            apart.emplace_back();
        } else {
            apart.push_back(one);
        }
    }
    return apart;
}

/// What CLI11 did not know, in order: words, unknown options, and "--", after which all are words.
result<std::vector<std::string>> words_of(const settings_table& table,
                                          const std::vector<std::string>& remaining)
{
    std::vector<std::string> words;
    bool only_words = false;
    for (const auto& one : remaining) {
        if (!only_words && one == "--") {
            only_words = true;
            continue;
        }
        if (!only_words && one.size() > 1 && one.front() == '-') return unknown_option(table, one);
        words.push_back(one);
    }
    return words;
}

} // namespace

result<parsed_arguments> parse_arguments(const settings_table& table,
                                         const std::vector<std::string>& arguments)
{
    CLI::App app;
    app.set_help_flag();
    app.allow_extras();
    std::vector<std::pair<const setting*, CLI::Option*>> options;
    for (const auto& row : table.rows)
        options.emplace_back(&row, add_option(app, row));
    auto reversed = with_empty_values_apart(table, arguments); // as CLI11 wants them
    std::reverse(reversed.begin(), reversed.end());
    try {
        app.parse(reversed);
    } catch (const CLI::ArgumentMismatch&) {
        return fail(errc::bad_usage, "arguments", arguments.back() + " needs a value");
    } catch (const CLI::Error& problem) {
        return fail(errc::bad_usage, "arguments", problem.what());
    }

    auto words = words_of(table, app.remaining());
    if (!words) return words.error();
    parsed_arguments parsed;
    parsed.words = std::move(*words);
    for (const auto& [row, option] : options)
        for (const auto& written : option->results())
            parsed.values.push_back({row, written});
    return parsed;
}

} // namespace sluice
