#include "base/ini.hpp"

#include <fmt/format.h>
#include <ini.h>

#include <algorithm>
#include <cstddef>

namespace sluice {
namespace {

/// inih copies a heading into 50 bytes and cuts what is longer.
constexpr std::size_t longest_heading = 49;

constexpr std::string_view blanks = " \t";

std::string_view trimmed(std::string_view line)
{
    const auto first = line.find_first_not_of(blanks);
    if (first == std::string_view::npos) return {};
    return line.substr(first, line.find_last_not_of(blanks) - first + 1);
}

/// Feeds inih line by line and takes its entries. It knows the line's number, which inih does not
/// tell its handler.
struct ini_feed {
    std::string_view rest;
    int line = 0;
    std::vector<ini_entry> entries;
    std::string complaint; // about `line`; empty: none

    std::string_view next_line();
    void judge(std::string_view text, std::size_t room);
};

std::string_view ini_feed::next_line()
{
    const auto end = rest.find('\n');
    auto text = rest.substr(0, end);
    rest.remove_prefix(end == std::string_view::npos ? rest.size() : end + 1);
    ++line;
    if (text.ends_with('\r')) text.remove_suffix(1);
    // Without its indentation, or inih would take the line as more of the value above.
    return trimmed(text);
}

void ini_feed::judge(std::string_view text, std::size_t room)
{
    const auto is_control = [](char c) {
        return (static_cast<unsigned char>(c) < 0x20 && c != '\t') || c == 0x7f;
    };
    if (std::any_of(text.begin(), text.end(), is_control))
        complaint = "a control character (the file must be plain text)";
    else if (text.size() > room)
        complaint = fmt::format("line longer than {} bytes", room);
    else if (text.starts_with('[') && text.find(']') > longest_heading + 1 &&
             text.find(']') != std::string_view::npos)
        complaint = fmt::format("heading longer than {} bytes", longest_heading);
}

char* read_line(char* to, int size, void* stream)
{
    auto& feed = *static_cast<ini_feed*>(stream);
    if (feed.rest.empty() || !feed.complaint.empty() || size < 1) return nullptr;
    auto text = feed.next_line();
    if (text.starts_with('#') || text.starts_with(';')) text = {};
    feed.judge(text, static_cast<std::size_t>(size) - 1);
    if (!feed.complaint.empty()) return nullptr;
    text.copy(to, text.size());
    to[text.size()] = '\0';
    return to;
}

int take_entry(void* user, const char* section, const char* name, const char* value)
{
    auto& feed = *static_cast<ini_feed*>(user);
    // Some builds of inih report a heading without a name and a bare word without a value.
    if (!name) return 1;
    if (!value || *name == '\0') return 0;
    feed.entries.push_back({section, name, value, feed.line});
    return 1;
}

} // namespace

result<std::vector<ini_entry>> parse_ini(std::string_view text, std::string_view name)
{
    constexpr std::string_view byte_order_mark = "\xef\xbb\xbf";
    if (text.starts_with(byte_order_mark)) text.remove_prefix(byte_order_mark.size());
    ini_feed feed;
    feed.rest = text;

    const int bad_line = ini_parse_stream(read_line, &feed, take_entry, &feed);

    const auto refuse = [name](int line, std::string_view what) {
        return fail(errc::bad_configuration, "settings",
                    fmt::format("{}:{}: {}", name, line, what));
    };
    // inih goes on after a line that it refuses, so its complaint is the earlier one.
    if (bad_line > 0) return refuse(bad_line, "expected 'key = value' or '[section]'");
    if (!feed.complaint.empty()) return refuse(feed.line, feed.complaint);
    if (bad_line < 0) return fail(errc::internal, "settings", std::string(name));
    return std::move(feed.entries);
}

} // namespace sluice
