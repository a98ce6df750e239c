#include "array/slice.hpp"

#include "array/shape.hpp"

#include <algorithm>
#include <limits>
#include <string>

namespace sluice::array {
namespace {

error wrong(std::string_view part)
{
    return fail(errc::bad_usage, "slice",
                "'" + std::string(part.substr(0, 80)) + "': start:stop:step or an index is wanted");
}

std::string_view trimmed(std::string_view text)
{
    while (text.starts_with(' '))
        text.remove_prefix(1);
    while (text.ends_with(' '))
        text.remove_suffix(1);
    return text;
}

/// Digits with a sign; beyond 64 bits it sticks to the end.
std::optional<std::int64_t> number_in(std::string_view text)
{
    using limits = std::numeric_limits<std::int64_t>;
    const bool negative = text.starts_with('-');
    if (negative || text.starts_with('+')) text.remove_prefix(1);
    if (text.empty()) return std::nullopt;
    std::int64_t value = 0;
    for (const char digit : text) {
        if (digit < '0' || digit > '9') return std::nullopt;
        const auto more = digit - '0';
        value = value > (limits::max() - more) / 10 ? limits::max() : value * 10 + more;
    }
    return negative ? -value : value;
}

/// One of the up to three numbers between colons; an empty one is left open.
result<std::optional<std::int64_t>> bound_in(std::string_view text, std::string_view part)
{
    text = trimmed(text);
    if (text.empty()) return std::optional<std::int64_t>();
    const auto number = number_in(text);
    if (!number) return wrong(part);
    return number;
}

result<axis_slice> parse_axis(std::string_view part)
{
    axis_slice made;
    part = trimmed(part);
    if (part == "...") {
        made.ellipsis = true;
        return made;
    }
    const auto first = part.find(':');
    const auto start = bound_in(part.substr(0, first), part);
    if (!start) return start.error();
    made.start = *start;
    if (first == part.npos) {
        made.index = true;
        if (!made.start) return wrong(part);
        return made;
    }
    auto rest = part.substr(first + 1);
    const auto second = rest.find(':');
    const auto stop = bound_in(rest.substr(0, second), part);
    if (!stop) return stop.error();
    made.stop = *stop;
    if (second == rest.npos) return made;
    const auto step = bound_in(rest.substr(second + 1), part);
    if (!step) return step.error();
    made.step = step->value_or(1);
    if (made.step == 0) return fail(errc::bad_usage, "slice", "a step of 0");
    return made;
}

} // namespace

result<std::vector<axis_slice>> parse_slice(std::string_view text)
{
    std::vector<axis_slice> all;
    bool ellipsis = false;
    for (bool more = true; more;) {
        const auto comma = text.find(',');
        const auto one = parse_axis(text.substr(0, comma));
        if (!one) return one.error();
        if (one->ellipsis && std::exchange(ellipsis, true))
            return fail(errc::bad_usage, "slice", "two ellipses");
        if (all.size() > most_axes) return fail(errc::bad_usage, "slice", "more than 32 axes");
        all.push_back(*one);
        more = comma != text.npos;
        if (more) text.remove_prefix(comma + 1);
    }
    return all;
}

} // namespace sluice::array
