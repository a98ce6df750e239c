#pragma once

#include "base/settings_load.hpp"

#include <fmt/format.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace sluice::test {

/// The inputs of load_settings with files that exist in a map only.
inline settings_inputs play_inputs(std::vector<std::string> arguments,
                                   std::map<std::string, std::string> environment = {},
                                   std::map<std::string, std::string> files = {})
{
    settings_inputs inputs;
    inputs.arguments = std::move(arguments);
    inputs.environment = std::move(environment);
    inputs.read_file = [files = std::move(files)](const std::string& path) -> result<std::string> {
        const auto found = files.find(path);
        if (found == files.end()) return fail(errc::not_found, "settings", path);
        return found->second;
    };
    return inputs;
}

/// The text of a file of the source tree, by its path from the root of the tree.
inline std::string shipped_text(std::string_view path)
{
    const auto root = std::filesystem::path(__FILE__).parent_path().parent_path().parent_path();
    std::ifstream file(root / path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
}

/// A shipped INI file with its ";key = value" lines switched on.
inline std::string switched_on(std::string text)
{
    for (auto at = text.find("\n;"); at != std::string::npos; at = text.find("\n;", at + 1))
        text.erase(at + 1, 1);
    return text;
}

/// text with a backslash before each '|', as a cell of a Markdown table needs it.
inline std::string cell(std::string_view text)
{
    std::string escaped;
    for (const char c : text) {
        if (c == '|') escaped += '\\';
        escaped += c;
    }
    return escaped;
}

/// The row of docs/configuration.md that a setting must have.
inline std::string document_row(const setting& row, bool with_reload)
{
    const auto flag = row.flag ? fmt::format("`-{}`", row.flag) : "";
    const auto takes = row.rule.is_switch() ? "yes\\|no" : cell(row.rule.placeholder);
    const auto initial = row.initial.empty() ? "" : fmt::format("`{}`", row.initial);
    const auto reload = with_reload ? fmt::format(" {} |", row.reloadable ? "yes" : "no") : "";
    return fmt::format("| `{}` | {} | {} | {} |{} {} |", row.key, flag, takes, initial, reload,
                       row.help);
}

/// The rows of the table behind a heading of a Markdown text, without its first two lines.
inline std::vector<std::string> rows_behind(const std::string& text, const std::string& heading)
{
    std::vector<std::string> rows;
    auto at = text.find("\n" + heading + "\n");
    if (at == std::string::npos) return rows;
    at = text.find("\n|", at);
    while (at != std::string::npos && text[at + 1] == '|') {
        const auto end = text.find('\n', at + 1);
        rows.push_back(text.substr(at + 1, end - at - 1));
        at = end;
    }
    if (rows.size() > 1) rows.erase(rows.begin(), rows.begin() + 2);
    return rows;
}

/// The rows that a table of docs/configuration.md must have, in order.
inline std::vector<std::string> wanted_rows(const settings_table& table, bool with_reload)
{
    std::vector<std::string> rows;
    for (const auto& row : table.rows)
        if (row.reach == setting_reach::everywhere) rows.push_back(document_row(row, with_reload));
    return rows;
}

} // namespace sluice::test
