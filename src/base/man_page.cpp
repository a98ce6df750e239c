#include "base/man_page.hpp"

#include "base/settings_exit_codes.hpp"
#include "base/settings_help.hpp"

#include <fmt/format.h>

namespace sluice {
namespace {

/// Text that roff prints as it stands: minus signs instead of hyphens, no escapes, no requests.
std::string roff(std::string_view text)
{
    std::string safe;
    if (text.starts_with('.') || text.starts_with('\'')) safe += "\\&";
    for (const char c : text) {
        if (c == '-')
            safe += "\\-";
        else if (c == '\\')
            safe += "\\e";
        else if (c == '\n')
            safe += ' ';
        else
            safe += c;
    }
    return safe;
}

std::string entry(std::string_view term, std::string_view text)
{
    const auto first = term.find_first_not_of(' ');
    const auto name = first == std::string_view::npos ? std::string_view() : term.substr(first);
    return fmt::format(".TP\n\\fB{}\\fR\n{}\n", roff(name), roff(text));
}

std::string verbs_of(const settings_table& table)
{
    std::string text = ".SH VERBS\n";
    for (const auto& known : table.verbs)
        text += entry(fmt::format("{} {}", known.name, known.arguments), known.help);
    return text + fmt::format(".PP\nWithout a verb: {}\n", roff(table.no_verb));
}

std::string options_of(const settings_table& table)
{
    std::string text = ".SH OPTIONS\n";
    for (const auto group : option_groups(table)) {
        text += fmt::format(".SS {}\n", roff(group));
        for (const auto& row : table.rows)
            if (row.group == group) text += entry(option_names(row), option_help(row));
    }
    return text;
}

std::string files_of(const settings_table& table)
{
    return fmt::format(".SH FILES\n"
                       "Lowest precedence first; the arguments come before the file of \\-c.\n"
                       "{}{}{}",
                       entry(fmt::format("/etc/sluice/{}.ini", table.program), "For all users."),
                       entry(fmt::format("~/.config/sluice/{}.ini", table.program),
                             "For one user; below $XDG_CONFIG_HOME when that is set."),
                       entry("FILE", "The file named with -c."));
}

} // namespace

std::string man_page(const settings_table& table, std::string_view version)
{
    const auto name = program_name(table);
    auto page =
        fmt::format(".TH {} 1 \"\" \"Sluice {}\" \"Sluice manual\"\n", roff(name), roff(version));
    page += fmt::format(".SH NAME\n{} \\- {}\n", roff(name), roff(table.summary));
    page += fmt::format(".SH SYNOPSIS\n.B {}\n[\\fIOPTION\\fR]... [\\fIVERB\\fR "
                        "[\\fIARGUMENT\\fR]...]\n",
                        roff(name));
    page += verbs_of(table) + options_of(table) + files_of(table);
    page += ".SH ENVIRONMENT\n" +
            entry("SLUICE_KEY", "Every key of the INI files in upper case with _ for -, such as "
                                "SLUICE_PORT or SLUICE_STALL_LIMIT.");
    page += ".SH EXIT STATUS\n";
    for (const auto& row : exit_code_rows)
        page += entry(std::to_string(row.code), row.meaning);
    return page;
}

} // namespace sluice
