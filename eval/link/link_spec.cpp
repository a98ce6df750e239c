#include "eval/link/link_spec.hpp"

#include "base/parse.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <limits>
#include <vector>

namespace sluice::eval {
namespace {

constexpr std::string_view plus_minus = "\u00b1";
constexpr std::uint64_t no_limit = std::numeric_limits<std::uint64_t>::max();

struct unit {
    std::string_view name; // lower case
    double factor = 1;
};

constexpr std::array<unit, 1> percents{{{"%", 0.01}}};
constexpr std::array<unit, 3> durations{{{"us", 1e3}, {"ms", 1e6}, {"s", 1e9}}};
constexpr std::array<unit, 8> rates{{{"bit", 1},
                                     {"kbit", 1e3},
                                     {"mbit", 1e6},
                                     {"gbit", 1e9},
                                     {"byte", 8},
                                     {"kbyte", 8e3},
                                     {"mbyte", 8e6},
                                     {"gbyte", 8e9}}};

/// A number with one of the units, from 0 to `most` in the units' common measure.
template <std::size_t Count>
std::optional<double> read_with(const std::array<unit, Count>& units, std::string_view text,
                                double most)
{
    double number = 0;
    const auto* end = text.data() + text.size();
    const auto [stop, failed] = std::from_chars(text.data(), end, number, std::chars_format::fixed);
    if (failed != std::errc() || std::signbit(number)) return {};
    std::string name(stop, end);
    std::transform(name.begin(), name.end(), name.begin(),
                   [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
    for (const auto& each : units)
        if (each.name == name && number * each.factor <= most) return number * each.factor;
    return {};
}

/// Sets one field; false when the value is not readable.
using setter = bool (*)(std::string_view value, link_spec& into);

template <double link_spec::* Field>
bool set_probability(std::string_view value, link_spec& into)
{
    const auto got = read_with(percents, value, 1.0);
    if (got) into.*Field = *got;
    return got.has_value();
}

template <std::chrono::nanoseconds link_spec::* Field>
bool set_duration(std::string_view value, link_spec& into)
{
    constexpr double longest = 60e9; // longer than any path, and small enough to add up
    const auto got = read_with(durations, value, longest);
    if (got) into.*Field = std::chrono::nanoseconds(std::llround(*got));
    return got.has_value();
}

bool set_rate(std::string_view value, link_spec& into)
{
    const auto got = read_with(rates, value, 1e12);
    if (!got || *got < 1) return false;
    into.rate = static_cast<std::uint64_t>(std::llround(*got));
    return true;
}

// The bounds keep what waits within the memory of the emulator.
bool set_queue(std::string_view value, link_spec& into)
{
    const auto got = parse_size(value);
    const bool counts_frames = value.find_first_not_of("0123456789") == std::string_view::npos;
    if (!got || *got == 0 || *got > (counts_frames ? 1'000'000U : 1U << 28U)) return false;
    (counts_frames ? into.queue_frames : into.queue_bytes) = *got;
    return true;
}

bool set_seed(std::string_view value, link_spec& into)
{
    const auto got = parse_integer(value, 0, std::numeric_limits<std::int64_t>::max());
    if (got) into.seed = static_cast<std::uint64_t>(*got);
    return static_cast<bool>(got);
}

bool set_ipv6(std::string_view value, link_spec& into)
{
    into.ipv6 = true;
    return value.empty();
}

struct rule {
    std::string_view key;
    setter set = nullptr;
    std::string_view wanted;
};

constexpr std::string_view percentage = "a percentage from 0% to 100%";
constexpr std::array<rule, 9> rules{{
    {"delay", set_duration<&link_spec::delay>, "a delay such as 50ms, nor any other part"},
    {"jitter", set_duration<&link_spec::jitter>, "a jitter such as jitter=5ms"},
    {"loss", set_probability<&link_spec::loss>, percentage},
    {"dup", set_probability<&link_spec::duplicate>, percentage},
    {"reorder", set_probability<&link_spec::reorder>, percentage},
    {"flip", set_probability<&link_spec::flip>, percentage},
    {"rate", set_rate, "a rate such as 100Mbit, 1Gbit or 10Mbyte"},
    {"queue", set_queue, "a queue such as queue=100 (frames) or queue=64K (bytes)"},
    {"seed", set_seed, "a seed such as seed=7"},
}};
constexpr rule ipv6_rule{"ipv6", set_ipv6, "ipv6 alone"};

struct part {
    std::string_view key;
    std::string_view value;
};

/// Which key a part means; its end tells when it names none.
part part_of(std::string_view text)
{
    const auto equals = text.find('=');
    if (equals != std::string_view::npos) return {text.substr(0, equals), text.substr(equals + 1)};
    if (text == ipv6_rule.key) return {text, {}};
    if (text.starts_with(plus_minus)) return {"jitter", text.substr(plus_minus.size())};
    if (text.ends_with('%')) return {"loss", text};
    for (const auto* end : {"bit", "byte", "Bit", "Byte"})
        if (text.ends_with(end)) return {"rate", text};
    return {"delay", text};
}

error bad_part(std::string_view text, std::string_view why)
{
    return fail(errc::bad_usage, "link", fmt::format("'{}' {}", text, why));
}

const rule* rule_for(std::string_view key)
{
    if (key == ipv6_rule.key) return &ipv6_rule;
    const auto at = std::find_if(rules.begin(), rules.end(),
                                 [key](const rule& each) { return each.key == key; });
    return at == rules.end() ? nullptr : &*at;
}

/// What every part alone cannot tell.
result<link_spec> checked(const link_spec& what)
{
    if (what.reorder > 0 && what.delay.count() == 0)
        return bad_part("reorder", "needs a delay: without one there is nothing to overtake");
    if (what.rate == 0 && (what.queue_frames || what.queue_bytes))
        return bad_part("queue", "needs a rate: without one nothing waits");
    return what;
}

std::string text_of(std::chrono::nanoseconds span)
{
    const auto count = span.count();
    if (count != 0 && count % 1'000'000'000 == 0) return fmt::format("{}s", count / 1'000'000'000);
    if (count % 1'000'000 == 0) return fmt::format("{}ms", count / 1'000'000);
    return fmt::format("{}us", static_cast<double>(count) / 1000);
}

std::string rate_text(std::uint64_t rate)
{
    constexpr std::array<std::pair<std::uint64_t, std::string_view>, 3> units{
        {{1'000'000'000, "Gbit"}, {1'000'000, "Mbit"}, {1000, "kbit"}}};
    for (const auto& [factor, name] : units)
        if (rate % factor == 0) return fmt::format("{}{}", rate / factor, name);
    return fmt::format("{}bit", rate);
}

} // namespace

result<link_spec> parse_link_spec(std::string_view text)
{
    link_spec made;
    std::vector<std::string_view> seen;
    for (std::size_t at = 0; at <= text.size();) {
        const auto end = std::min(text.find(',', at), text.size());
        const auto piece = text.substr(at, end - at);
        const auto [key, value] = part_of(piece);
        const auto* found = rule_for(key);
        if (found == nullptr) return bad_part(piece, "is no part of a link");
        if (std::find(seen.begin(), seen.end(), key) != seen.end())
            return bad_part(piece, fmt::format("is a second {}", key));
        if (!found->set(value, made))
            return bad_part(piece, fmt::format("is not {}", found->wanted));
        seen.push_back(key);
        at = end + 1;
    }
    return checked(made);
}

std::string describe(const link_spec& what)
{
    std::string text = text_of(what.delay);
    if (what.jitter.count() != 0) text += ",jitter=" + text_of(what.jitter);
    const std::array<std::pair<std::string_view, double>, 4> chances{{{"loss", what.loss},
                                                                      {"dup", what.duplicate},
                                                                      {"reorder", what.reorder},
                                                                      {"flip", what.flip}}};
    for (const auto& [name, chance] : chances)
        if (chance > 0) text += fmt::format(",{}={:.12g}%", name, chance * 100);
    if (what.rate > 0) text += "," + rate_text(what.rate);
    if (what.queue_frames) text += fmt::format(",queue={}", *what.queue_frames);
    if (what.queue_bytes) text += fmt::format(",queue={}B", *what.queue_bytes);
    text += fmt::format(",seed={}", what.seed);
    return what.ipv6 ? text + ",ipv6" : text;
}

queue_limit queue_of(const link_spec& what)
{
    if (what.queue_frames) return {*what.queue_frames, no_limit};
    if (what.queue_bytes) return {no_limit, *what.queue_bytes};
    return {1000, what.rate / 8};
}

} // namespace sluice::eval
