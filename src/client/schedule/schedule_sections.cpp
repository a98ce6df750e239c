#include "client/schedule/schedule_sections.hpp"

#include "base/ini.hpp"

#include <utility>

namespace sluice::client {
namespace {

constexpr std::string_view kind = "schedule";
constexpr std::string_view blanks = " \t\r";

std::string_view trimmed(std::string_view text)
{
    const auto first = text.find_first_not_of(blanks);
    if (first == text.npos) return {};
    return text.substr(first, text.find_last_not_of(blanks) - first + 1);
}

/// What stands between the brackets of a heading; nothing for other lines.
std::optional<std::string_view> heading_of(std::string_view line)
{
    constexpr std::string_view byte_order_mark = "\xef\xbb\xbf";
    if (line.starts_with(byte_order_mark)) line.remove_prefix(byte_order_mark.size());
    line = trimmed(line);
    const auto end = line.find(']');
    if (!line.starts_with('[') || end == line.npos) return std::nullopt;
    return line.substr(1, end - 1);
}

bool is_schedule(std::string_view heading)
{
    return trimmed(heading.substr(0, heading.find_first_of(blanks))) == kind;
}

/// A text in two, each with empty lines where the other one has its own.
struct split_text {
    std::string settings;
    std::string schedules;
};

split_text split(std::string_view text)
{
    split_text made;
    bool inside = false;
    while (!text.empty()) {
        const auto end = text.find('\n');
        const auto line = text.substr(0, end);
        text.remove_prefix(end == text.npos ? text.size() : end + 1);
        if (const auto heading = heading_of(line)) inside = is_schedule(*heading);
        (inside ? made.schedules : made.settings) += line;
        made.settings += '\n';
        made.schedules += '\n';
    }
    return made;
}

void take(const std::string& text, const std::string& path, schedule_sections& into)
{
    auto entries = parse_ini(text, path);
    if (!entries) {
        if (!into.problem) into.problem = entries.error();
        return;
    }
    for (auto& one : *entries)
        into.entries.push_back(
            {std::string(trimmed(std::string_view(one.section).substr(kind.size()))),
             std::move(one.key), std::move(one.value), path + ":" + std::to_string(one.line)});
}

} // namespace

settings_inputs with_sections(settings_inputs inputs, std::shared_ptr<schedule_sections> found)
{
    auto read = std::move(inputs.read_file);
    inputs.read_file = [read = std::move(read),
                        found = std::move(found)](const std::string& path) -> result<std::string> {
        const auto text = read(path);
        if (!text) return text.error();
        auto parts = split(*text);
        if (parts.schedules.find_first_not_of('\n') != std::string::npos)
            take(parts.schedules, path, *found);
        return std::move(parts.settings);
    };
    return inputs;
}

} // namespace sluice::client
