#include "base/settings_table.hpp"

#include "base/parse.hpp"

#include <algorithm>

namespace sluice {
namespace {

constexpr std::string_view group = "Configuration";

/// A switch that makes the program print something instead of working.
setting question(std::string_view key, char flag, std::string_view help)
{
    return {.key = key,
            .flag = flag,
            .rule = accept_switch(),
            .initial = "no",
            .help = help,
            .group = group,
            .reach = setting_reach::arguments_only};
}

} // namespace

const setting* settings_table::find(std::string_view key) const
{
    const auto wanted = with_dashes(key);
    for (const auto& row : rows)
        if (row.key == wanted) return &row;
    return nullptr;
}

std::vector<setting> common_settings()
{
    constexpr auto reach = setting_reach::arguments_only;
    return {
        {.key = "config",
         .flag = 'c',
         .rule = accept_text("FILE"),
         .help = "An INI file; its values beat the arguments (see --precedence).",
         .group = group,
         .reach = reach},
        {.key = "precedence",
         .rule = accept_one_of({"file", "cli", "strict"}),
         .initial = "file",
         .help = "Which wins when the file of -c and an argument disagree: the file, the argument "
                 "(cli), or neither, which is an error (strict).",
         .group = group,
         .reach = reach},
        {.key = "set",
         .rule = accept_text("KEY=VALUE"),
         .help = "Set any key of the INI files; beats everything else. May be repeated.",
         .group = group,
         .reach = reach},
        question("help", 'h', "Print this text and exit."),
        question("version", 'V', "Print the version and exit."),
        question("man", 0, "Print the manual page in roff and exit; try '--man | man -l -'."),
    };
}

std::string with_dashes(std::string_view key)
{
    std::string dashed(key);
    std::replace(dashed.begin(), dashed.end(), '_', '-');
    return dashed;
}

std::string_view nearest_key(const settings_table& table, std::string_view wrong)
{
    std::vector<std::string_view> keys;
    for (const auto& row : table.rows)
        if (row.reach == setting_reach::everywhere) keys.push_back(row.key);
    return nearest_name(with_dashes(wrong), keys);
}

} // namespace sluice
