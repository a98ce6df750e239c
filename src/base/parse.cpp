#include "base/parse.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <limits>
#include <vector>

namespace sluice {
namespace {

error unreadable(std::string_view text, std::string_view wanted)
{
    return fail(errc::bad_usage, "parse", fmt::format("'{}' is not {}", text, wanted));
}

std::string lower(std::string_view text)
{
    std::string low(text);
    std::transform(low.begin(), low.end(), low.begin(), [](unsigned char c) {
        return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : static_cast<char>(c);
    });
    return low;
}

struct number_and_unit {
    std::uint64_t number = 0;
    std::string unit; // lower case, without spaces in front
    bool readable = false;
};

number_and_unit split(std::string_view text)
{
    number_and_unit got;
    const char* end = text.data() + text.size();
    const auto [stop, ec] = std::from_chars(text.data(), end, got.number);
    if (ec != std::errc() || stop == text.data()) return got;
    auto rest = text.substr(static_cast<std::size_t>(stop - text.data()));
    while (!rest.empty() && rest.front() == ' ')
        rest.remove_prefix(1);
    got.unit = lower(rest);
    got.readable = true;
    return got;
}

/// Optimal string alignment with three rows: insertions, deletions, substitutions and swaps of
/// neighbours cost one each.
std::size_t distance(std::string_view a, std::string_view b)
{
    std::vector<std::size_t> before(b.size() + 1), last(b.size() + 1), now(b.size() + 1);
    for (std::size_t j = 0; j <= b.size(); ++j)
        last[j] = j;
    for (std::size_t i = 1; i <= a.size(); ++i) {
        now[0] = i;
        for (std::size_t j = 1; j <= b.size(); ++j) {
            const std::size_t change = a[i - 1] == b[j - 1] ? 0 : 1;
            now[j] = std::min({last[j] + 1, now[j - 1] + 1, last[j - 1] + change});
            const bool swapped = i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1];
            if (swapped) now[j] = std::min(now[j], before[j - 2] + 1);
        }
        std::swap(before, last);
        std::swap(last, now);
    }
    return last[b.size()];
}

} // namespace

result<std::uint64_t> parse_size(std::string_view text)
{
    constexpr std::string_view wanted = "a size such as 512, 64K, 10M or 2G";
    auto got = split(text);
    if (!got.readable) return unreadable(text, wanted);
    if (got.unit.ends_with("/s")) got.unit.resize(got.unit.size() - 2);
    constexpr std::string_view letters = "kmgt";
    unsigned shift = 0;
    if (!got.unit.empty() && got.unit != "b") {
        const auto at = letters.find(got.unit[0]);
        const auto tail = std::string_view(got.unit).substr(1);
        if (at == std::string_view::npos || (!tail.empty() && tail != "b" && tail != "ib"))
            return unreadable(text, wanted);
        shift = 10U * static_cast<unsigned>(at + 1);
    }
    if (got.number > std::numeric_limits<std::uint64_t>::max() >> shift)
        return unreadable(text, "a size that fits 64 bits");
    return got.number << shift;
}

result<std::chrono::milliseconds> parse_duration(std::string_view text)
{
    const auto got = split(text);
    std::uint64_t factor = 0;
    if (got.unit == "ms")
        factor = 1;
    else if (got.unit.empty() || got.unit == "s")
        factor = 1000;
    else if (got.unit == "m" || got.unit == "min")
        factor = 60'000;
    else if (got.unit == "h")
        factor = 3'600'000;
    constexpr std::uint64_t year = 366ULL * 24 * 3'600'000;
    if (!got.readable || factor == 0 || got.number > year / factor)
        return unreadable(text, "a duration such as 500ms, 30s, 5m or 1h");
    return std::chrono::milliseconds(got.number * factor);
}

result<std::int64_t> parse_integer(std::string_view text, std::int64_t low, std::int64_t high)
{
    std::int64_t value = 0;
    const char* end = text.data() + text.size();
    const auto [stop, ec] = std::from_chars(text.data(), end, value);
    if (ec != std::errc() || stop != end || text.empty() || value < low || value > high)
        return unreadable(text, fmt::format("a whole number from {} to {}", low, high));
    return value;
}

result<bool> parse_bool(std::string_view text)
{
    const auto word = lower(text);
    for (const auto* yes : {"yes", "true", "on", "1"})
        if (word == yes) return true;
    for (const auto* no : {"no", "false", "off", "0"})
        if (word == no) return false;
    return unreadable(text, "yes or no");
}

std::string_view nearest_name(std::string_view text, std::span<const std::string_view> candidates)
{
    std::string_view best;
    std::size_t best_distance = std::numeric_limits<std::size_t>::max();
    for (const auto candidate : candidates) {
        const auto d = distance(text, candidate);
        if (d <= candidate.size() / 3 + 1 && d < best_distance) best = candidate, best_distance = d;
    }
    return best;
}

std::string format_size(std::uint64_t bytes)
{
    if (bytes < 1024) return fmt::format("{} B", bytes);
    constexpr std::array units{"KiB", "MiB", "GiB", "TiB", "PiB", "EiB"};
    double value = static_cast<double>(bytes) / 1024;
    std::size_t unit = 0;
    while (value >= 1023.95 && unit + 1 < units.size())
        value /= 1024, ++unit;
    return fmt::format("{:.{}f} {}", value, value < 99.95 ? 1 : 0, units.at(unit));
}

std::string format_rate(double bytes_per_second)
{
    const double bounded = std::isfinite(bytes_per_second) ? std::max(0.0, bytes_per_second) : 0.0;
    return format_size(static_cast<std::uint64_t>(bounded)) + "/s";
}

std::string format_clock(std::chrono::seconds span)
{
    const auto all = std::max<std::int64_t>(0, span.count());
    if (all >= 3600) return fmt::format("{}:{:02}:{:02}", all / 3600, all / 60 % 60, all % 60);
    return fmt::format("{}:{:02}", all / 60, all % 60);
}

} // namespace sluice
