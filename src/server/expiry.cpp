#include "server/expiry.hpp"

#include "base/parse.hpp"

#include <fmt/format.h>

#include <chrono>
#include <optional>

namespace sluice::server {
namespace {

constexpr std::int64_t second = 1'000'000'000;
constexpr std::int64_t day = 86'400 * second;
constexpr std::int64_t longest = 36'525 * day;

error wrong(std::string_view text, std::string_view why)
{
    return fail(errc::bad_usage, "expires", fmt::format("'{}' {}", text, why));
}

std::int64_t unit_of(char letter)
{
    switch (letter) {
    case 'd': return day;
    case 'h': return 3600 * second;
    case 'm': return 60 * second;
    case 's': return second;
    default: return 0;
    }
}

/// Only digits, all of them.
std::optional<std::int64_t> number(std::string_view digits, std::int64_t most)
{
    if (digits.empty() || digits.find_first_not_of("0123456789") != digits.npos)
        return std::nullopt;
    const auto read = parse_integer(digits, 0, most);
    return read ? std::optional(*read) : std::nullopt;
}

std::optional<std::int64_t> date(std::string_view text)
{
    if (text.size() != 10 || text[4] != '-' || text[7] != '-') return std::nullopt;
    const auto year = number(text.substr(0, 4), 2200);
    const auto month = number(text.substr(5, 2), 12);
    const auto of_month = number(text.substr(8, 2), 31);
    if (!year || !month || !of_month) return std::nullopt;
    const std::chrono::year_month_day whole{std::chrono::year(static_cast<int>(*year)),
                                            std::chrono::month(static_cast<unsigned>(*month)),
                                            std::chrono::day(static_cast<unsigned>(*of_month))};
    if (!whole.ok()) return std::nullopt;
    return std::chrono::sys_days(whole).time_since_epoch().count() * day;
}

} // namespace

result<std::int64_t> parse_expiry(std::string_view text, std::int64_t now_ns)
{
    if (text.empty()) return 0;
    if (const auto until = date(text)) {
        if (*until <= now_ns) return wrong(text, "is not in the future");
        if (*until - now_ns > longest) return wrong(text, "is more than 100 years ahead");
        return *until;
    }
    const auto unit = unit_of(text.back());
    const auto count =
        unit > 0 ? number(text.substr(0, text.size() - 1), longest / second) : std::nullopt;
    if (!count || *count == 0)
        return wrong(text, "is neither a span such as 30d or 12h nor a date such as 2027-01-31");
    if (*count > longest / unit) return wrong(text, "is more than 100 years");
    return now_ns + *count * unit;
}

std::string utc_text(std::int64_t ns)
{
    if (ns == 0) return {};
    using namespace std::chrono;
    const sys_seconds at(floor<seconds>(nanoseconds(ns)));
    const auto midnight = floor<days>(at);
    const year_month_day date(midnight);
    const hh_mm_ss clock(at - midnight);
    return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}Z", static_cast<int>(date.year()),
                       static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()),
                       clock.hours().count(), clock.minutes().count(), clock.seconds().count());
}

} // namespace sluice::server
