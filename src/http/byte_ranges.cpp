#include "http/byte_ranges.hpp"

#include "http/text.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace sluice::http {
namespace {

/// One range as it was written, cut to the file. Length 0: beyond the end.
std::optional<byte_range> parse_one(std::string_view text, std::uint64_t size)
{
    const auto dash = text.find('-');
    if (dash == text.npos) return {};
    const auto front = text.substr(0, dash);
    const auto back = text.substr(dash + 1);
    const auto last = saturated_number(back);
    if (!last && !back.empty()) return {};
    if (front.empty()) {
        if (!last) return {};
        const auto length = std::min(*last, size);
        return byte_range{size - length, length};
    }
    const auto first = saturated_number(front);
    if (!first || (last && *last < *first)) return {};
    if (*first >= size) return byte_range{size, 0};
    const auto end = last ? std::min(*last, size - 1) : size - 1;
    return byte_range{*first, end - *first + 1};
}

bool touch(const byte_range& a, const byte_range& b)
{
    return a.offset <= b.offset + b.length && b.offset <= a.offset + a.length;
}

/// Puts a range among those that stand apart, joined with all it touches, where the first of them
/// stood.
void join_into(std::vector<byte_range>& apart, byte_range added)
{
    auto place = apart.size();
    for (std::size_t i = apart.size(); i-- > 0;) {
        if (!touch(apart[i], added)) continue;
        const auto end = std::max(apart[i].offset + apart[i].length, added.offset + added.length);
        added.offset = std::min(apart[i].offset, added.offset);
        added.length = end - added.offset;
        apart.erase(apart.begin() + static_cast<std::ptrdiff_t>(i));
        place = i;
    }
    apart.insert(apart.begin() + static_cast<std::ptrdiff_t>(place), added);
}

/// The ranges in the order written, those of length 0 too; nothing if the syntax is wrong.
std::optional<std::vector<byte_range>> parse_all(std::string_view field, std::uint64_t size)
{
    const auto equals = field.find('=');
    if (equals == field.npos || !same_text(trimmed(field.substr(0, equals)), "bytes")) return {};
    std::vector<byte_range> all;
    auto rest = field.substr(equals + 1);
    while (!rest.empty()) {
        const auto element = cut_element(rest, ',');
        if (element.empty()) continue;
        const auto one = parse_one(element, size);
        if (!one || all.size() == most_ranges) return {};
        all.push_back(*one);
    }
    if (all.empty()) return {};
    return all;
}

} // namespace

range_choice parse_ranges(std::string_view range_field, std::uint64_t size)
{
    range_choice made;
    const auto all = parse_all(range_field, size);
    if (!all) return made;
    for (const auto& one : *all)
        if (one.length > 0) join_into(made.ranges, one);
    made.what =
        made.ranges.empty() ? range_choice::kind::unsatisfiable : range_choice::kind::partial;
    return made;
}

range_choice choose_ranges(std::string_view method, const fields& asked, const validators& current,
                           std::uint64_t size)
{
    const auto* range = asked.find("range");
    if (range == nullptr || method != "GET" || asked.count("range") != 1) return {};
    if (!if_range_holds(asked, current)) return {};
    return parse_ranges(*range, size);
}

std::string content_range(byte_range part, std::uint64_t size)
{
    return fmt::format("bytes {}-{}/{}", part.offset, part.offset + part.length - 1, size);
}

std::string unsatisfied_range(std::uint64_t size)
{
    return fmt::format("bytes */{}", size);
}

} // namespace sluice::http
