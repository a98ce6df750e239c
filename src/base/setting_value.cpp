#include "base/setting_value.hpp"

#include "base/parse.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <cctype>

namespace sluice {
namespace {

error unwanted(std::string_view text, std::string_view wanted)
{
    return fail(errc::bad_usage, "parse", fmt::format("'{}' is not {}", text, wanted));
}

std::string lower(std::string_view text)
{
    std::string low(text);
    std::transform(low.begin(), low.end(), low.begin(),
                   [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    return low;
}

std::string listed(const std::vector<std::string>& words)
{
    std::string all;
    for (std::size_t i = 0; i < words.size(); ++i) {
        if (i > 0) all += i + 1 == words.size() ? " or " : ", ";
        all += words[i];
    }
    return all;
}

struct level_name {
    std::int64_t level;
    std::string_view name;
};

constexpr std::array<level_name, 6> level_names{{
    {0, "trace"},
    {10, "debug"},
    {20, "info"},
    {30, "warning"},
    {40, "error"},
    {50, "critical"},
}};

result<setting_value> parse_level(std::string_view text)
{
    const auto word = lower(text);
    for (const auto& known : level_names)
        if (word == known.name || word == std::to_string(known.level))
            return setting_value(known.level);
    return unwanted(text, "one of 0 10 20 30 40 50 or trace debug info warning error critical");
}

template <class Value>
result<setting_value> widened(result<Value> got)
{
    if (!got) return got.error();
    return setting_value(*got);
}

} // namespace

value_rule accept_text(std::string placeholder)
{
    const auto parse = [](std::string_view text) -> result<setting_value> {
        if (text.find('\0') != std::string_view::npos) return unwanted(text, "free of NUL bytes");
        return setting_value(std::string(text));
    };
    return {std::move(placeholder), parse};
}

value_rule accept_name(std::string placeholder)
{
    auto rule = accept_text(std::move(placeholder));
    rule.parse = [any = rule.parse](std::string_view text) -> result<setting_value> {
        if (text.empty()) return fail(errc::bad_usage, "parse", "must not be empty");
        return any(text);
    };
    return rule;
}

value_rule accept_integer(std::string placeholder, std::int64_t low, std::int64_t high)
{
    const auto parse = [low, high](std::string_view text) {
        return widened(parse_integer(text, low, high));
    };
    return {std::move(placeholder), parse};
}

value_rule accept_size(std::string placeholder, std::uint64_t low, std::uint64_t high)
{
    const auto parse = [low, high](std::string_view text) -> result<setting_value> {
        const auto got = parse_size(text);
        if (!got) return got.error();
        if (*got < low) return unwanted(text, fmt::format("at least {}", format_size(low)));
        if (*got > high) return unwanted(text, fmt::format("at most {}", format_size(high)));
        return setting_value(*got);
    };
    return {std::move(placeholder), parse};
}

value_rule accept_duration(std::chrono::milliseconds low)
{
    const auto parse = [low](std::string_view text) -> result<setting_value> {
        const auto got = parse_duration(text);
        if (!got) return got.error();
        if (*got < low) return unwanted(text, fmt::format("at least {}", print_value(low)));
        return setting_value(*got);
    };
    return {"TIME", parse};
}

value_rule accept_switch()
{
    return {"", [](std::string_view text) { return widened(parse_bool(text)); }};
}

value_rule accept_one_of(std::vector<std::string> words)
{
    std::string placeholder = fmt::format("{}", fmt::join(words, "|"));
    const auto parse = [words = std::move(words)](std::string_view text) -> result<setting_value> {
        const auto wanted = lower(text);
        for (const auto& word : words)
            if (word == wanted) return setting_value(word);
        return unwanted(text, listed(words));
    };
    return {std::move(placeholder), parse};
}

value_rule accept_level()
{
    return {"LEVEL", parse_level};
}

std::string print_value(const setting_value& value)
{
    struct printer {
        std::string operator()(const std::string& text) const { return text; }
        std::string operator()(bool yes) const { return yes ? "true" : "false"; }
        std::string operator()(std::int64_t number) const { return std::to_string(number); }
        std::string operator()(std::uint64_t bytes) const { return std::to_string(bytes); }
        std::string operator()(std::chrono::milliseconds span) const
        {
            if (span.count() % 1000 != 0) return fmt::format("{}ms", span.count());
            return fmt::format("{}s", span.count() / 1000);
        }
    };
    return std::visit(printer(), value);
}

} // namespace sluice
