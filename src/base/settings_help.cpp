#include "base/settings_help.hpp"

#include "base/settings_exit_codes.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace sluice {
namespace {

constexpr std::size_t page_width = 80;
constexpr std::size_t text_column = 30;

/// Words in lines that end before page_width, each but the first indented.
std::string wrap(std::string_view text, std::size_t column, std::size_t indent)
{
    std::string wrapped;
    while (!text.empty()) {
        const auto word = text.substr(0, text.find(' '));
        text.remove_prefix(std::min(text.size(), word.size() + 1));
        if (!wrapped.empty() && column + 1 + word.size() > page_width) {
            wrapped += "\n" + std::string(indent, ' ');
            column = indent;
        } else if (!wrapped.empty()) {
            wrapped += ' ';
            ++column;
        }
        wrapped += word;
        column += word.size();
    }
    return wrapped;
}

/// "  left      text", the text on the next line when the left side is too long.
std::string entry(std::string_view left, std::string_view text)
{
    auto line = fmt::format("  {}", left);
    if (line.size() + 2 > text_column)
        line += "\n" + std::string(text_column, ' ');
    else
        line.resize(text_column, ' ');
    return line + wrap(text, text_column, text_column) + "\n";
}

std::string options_of(const settings_table& table, std::string_view group)
{
    auto text = fmt::format("\n{}:\n", group);
    for (const auto& row : table.rows)
        if (row.group == group) text += entry(option_names(row), option_help(row));
    return text;
}

std::string verbs_of(const settings_table& table)
{
    std::string text = "\nVerbs:\n";
    for (const auto& known : table.verbs) {
        const auto space = known.arguments.empty() ? "" : " ";
        text += entry(fmt::format("{}{}{}", known.name, space, known.arguments), known.help);
    }
    return text + entry("(none)", table.no_verb);
}

std::string sources_of(const settings_table& table)
{
    return "\n" +
           wrap(fmt::format("Every option can be given, lowest precedence first, in "
                            "/etc/sluice/{0}.ini, ~/.config/sluice/{0}.ini, the environment "
                            "(SLUICE_PORT for --port), the arguments, the file named with -c, and "
                            "with --set. Sizes take K, M, G and T (powers of 1024), times ms, s, m "
                            "and h. '{1} config explain' shows where each value comes from.",
                            table.program, program_name(table)),
                0, 0) +
           "\n";
}

} // namespace

std::string program_name(const settings_table& table)
{
    return fmt::format("sluice-{}", table.program);
}

std::vector<std::string_view> option_groups(const settings_table& table)
{
    std::vector<std::string_view> groups;
    for (const auto& row : table.rows)
        if (std::find(groups.begin(), groups.end(), row.group) == groups.end())
            groups.push_back(row.group);
    return groups;
}

std::string option_names(const setting& row)
{
    // A switch that is on is shown by the word that changes it.
    const bool is_on = row.rule.is_switch() && row.initial == "yes";
    auto names = row.flag ? fmt::format("-{}, ", row.flag) : std::string(4, ' ');
    names += fmt::format("--{}{}", is_on ? "no-" : "", row.key);
    if (!row.rule.is_switch()) names += ' ' + row.rule.placeholder;
    return names;
}

std::string option_help(const setting& row)
{
    if (row.rule.is_switch() || row.initial.empty()) return std::string(row.help);
    return fmt::format("{} (default {})", row.help, row.initial);
}

std::string help_text(const settings_table& table)
{
    auto text = fmt::format("Usage: {} [OPTION]... [VERB [ARGUMENT]...]\n\n{}\n",
                            program_name(table), wrap(table.summary, 0, 0));
    text += verbs_of(table);
    for (const auto group : option_groups(table))
        text += options_of(table, group);
    text += sources_of(table);
    text += "\nExit codes:\n";
    for (const auto& row : exit_code_rows)
        text += fmt::format("  {:>3}  {}\n", row.code, row.meaning);
    return text;
}

} // namespace sluice
