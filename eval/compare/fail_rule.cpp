#include "eval/compare/fail_rule.hpp"

#include "eval/compare/comparison.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <optional>

namespace sluice::eval {
namespace {

constexpr double most_percent = 1000;

/// Words are parted by spaces, and '%' is always one of its own.
std::vector<std::string_view> words_of(std::string_view text)
{
    std::vector<std::string_view> words;
    for (;;) {
        const auto start = text.find_first_not_of(" \t");
        if (start == std::string_view::npos) return words;
        text.remove_prefix(start);
        const auto size =
            text.front() == '%' ? 1 : std::min(text.find_first_of(" \t%"), text.size());
        words.push_back(text.substr(0, size));
        text.remove_prefix(size);
    }
}

std::optional<double> number_of(std::string_view word)
{
    double value = 0;
    const char* end = word.data() + word.size();
    const auto [stop, ec] = std::from_chars(word.data(), end, value, std::chars_format::fixed);
    if (ec != std::errc() || stop != end || !std::isfinite(value)) return std::nullopt;
    return value;
}

error wrong(std::string_view rule, std::string_view why)
{
    return fail(errc::bad_usage, "rule", fmt::format("'{}': {}", rule, why));
}

/// Takes the words of a rule one by one and keeps the first thing that is wrong.
class rule_reader {
public:
    explicit rule_reader(std::string_view text) : text_(text), words_(words_of(text)) {}

    std::string_view word() { return next_ < words_.size() ? words_[next_++] : std::string_view(); }

    void expect(std::string_view wanted)
    {
        const auto got = word();
        if (got != wanted) blame(got, fmt::format("'{}'", wanted));
    }

    double percent(double low, double high)
    {
        const auto got = word();
        const auto value = number_of(got);
        if (!value || *value < low || *value > high)
            blame(got, fmt::format("a number from {} to {}", low, high));
        expect("%");
        return value.value_or(0);
    }

    void blame(std::string_view got, std::string_view wanted)
    {
        const auto seen = got.empty() ? std::string("the end") : fmt::format("'{}'", got);
        if (!why_) why_ = wrong(text_, fmt::format("{} is where {} should be", seen, wanted));
    }

    result<> end()
    {
        if (next_ < words_.size()) blame(words_[next_], "the end");
        if (why_) return *why_;
        return ok;
    }

private:
    std::string_view text_;
    std::vector<std::string_view> words_;
    std::size_t next_ = 0;
    std::optional<error> why_;
};

bool is_broken(const fail_rule& rule, const interval& range)
{
    const double allowed = rule.percent / 100;
    const bool upwards = rule.worse != is_better_when_greater(rule.what);
    return upwards ? range.low > 1 + allowed : range.high < 1 - allowed;
}

} // namespace

result<fail_rule> parse_fail_rule(std::string_view text)
{
    fail_rule made;
    rule_reader reader(text);
    const auto name = reader.word();
    const auto what = metric_of(name);
    if (what)
        made.what = *what;
    else
        reader.blame(name, "one of p50, p90, p95, p99, mean, throughput");
    const auto way = reader.word();
    if (way != "worse" && way != "better") reader.blame(way, "'worse' or 'better'");
    made.worse = way == "worse";
    reader.expect("than");
    made.percent = reader.percent(0, most_percent);
    reader.expect("at");
    made.confidence = reader.percent(50, 99.9) / 100;
    const auto read = reader.end();
    if (!read) return read.error();
    return made;
}

std::string text_of(const fail_rule& rule)
{
    return fmt::format("{} {} than {:g} % at {:g} %", name_of(rule.what),
                       rule.worse ? "worse" : "better", rule.percent, rule.confidence * 100);
}

rule_outcome judge(const fail_rule& rule, const measured_run& base, const measured_run& fresh,
                   std::uint64_t seed)
{
    rule_outcome made;
    for (const auto& [what, before] : base) {
        const auto found = fresh.find(what);
        if (found == fresh.end()) continue;
        const auto first = values_by_repeat(before, rule.what);
        const auto second = values_by_repeat(found->second, rule.what);
        const auto ratio =
            median_ratio(first, second, {.confidence = rule.confidence, .seed = seed});
        if (std::min(first.size(), second.size()) < fewest_repeats || std::isnan(ratio.ratio))
            made.not_judged.push_back(what);
        else if (is_broken(rule, ratio.range))
            made.broken.push_back({what, ratio});
    }
    return made;
}

} // namespace sluice::eval
