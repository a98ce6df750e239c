#include "array/date_text.hpp"

#include <fmt/format.h>

#include <array>

namespace sluice::array {
namespace {

__extension__ using wide = __int128;

struct civil_day {
    std::int64_t year = 0;
    unsigned month = 0;
    unsigned day = 0;
};

/// Proleptic Gregorian, from days since 1970: eras of 400 years of 146097 days, years that begin in
/// March so that the leap day is the last one.
civil_day civil_of(std::int64_t days)
{
    const wide shifted = wide(days) + 719468;
    const wide era = (shifted >= 0 ? shifted : shifted - 146096) / 146097;
    const auto of_era = static_cast<std::int64_t>(shifted - era * 146097);
    const auto year = (of_era - of_era / 1460 + of_era / 36524 - of_era / 146096) / 365;
    const auto of_year = of_era - (365 * year + year / 4 - year / 100);
    const auto month = (5 * of_year + 2) / 153;
    civil_day made;
    made.day = static_cast<unsigned>(of_year - (153 * month + 2) / 5 + 1);
    made.month = static_cast<unsigned>(month < 10 ? month + 3 : month - 9);
    made.year = static_cast<std::int64_t>(era * 400) + year + (made.month <= 2 ? 1 : 0);
    return made;
}

std::string year_text(std::int64_t year)
{
    if (year >= 0 && year <= 9999) return fmt::format("{:04}", year);
    return fmt::format("{}{:04}", year < 0 ? "-" : "", year < 0 ? -year : year);
}

std::string day_text(std::int64_t days)
{
    const auto at = civil_of(days);
    return fmt::format("{}-{:02}-{:02}", year_text(at.year), at.month, at.day);
}

wide floor_div(wide a, wide b)
{
    return a / b - (a % b < 0 ? 1 : 0);
}

/// Units of a day or less: how many are in a day or a second, how many digits they have.
struct clock_unit {
    std::string_view name;
    std::int64_t in_day = 0;    // hours, minutes, seconds
    std::int64_t in_second = 0; // finer ones
    int digits = 0;
};

constexpr std::array clock_units{
    clock_unit{"h", 24, 0, 0},
    clock_unit{"m", 1440, 0, 0},
    clock_unit{"s", 86400, 1, 0},
    clock_unit{"ms", 0, 1'000, 3},
    clock_unit{"us", 0, 1'000'000, 6},
    clock_unit{"ns", 0, 1'000'000'000, 9},
    clock_unit{"ps", 0, 1'000'000'000'000, 12},
    clock_unit{"fs", 0, 1'000'000'000'000'000, 15},
    clock_unit{"as", 0, 1'000'000'000'000'000'000, 18},
};

std::string clock_text(wide value, const clock_unit& unit)
{
    const wide seconds = unit.in_second > 0 ? floor_div(value, unit.in_second) : 0;
    const wide in_day = unit.in_second > 0 ? 86400 : unit.in_day;
    const wide whole = unit.in_second > 0 ? seconds : value;
    const wide days = floor_div(whole, in_day);
    const auto rest = static_cast<std::int64_t>(whole - days * in_day);
    const auto day = day_text(static_cast<std::int64_t>(days));
    if (unit.name == "h") return fmt::format("{}T{:02}", day, rest);
    if (unit.name == "m") return fmt::format("{}T{:02}:{:02}", day, rest / 60, rest % 60);
    const auto clock =
        fmt::format("{}T{:02}:{:02}:{:02}", day, rest / 3600, rest / 60 % 60, rest % 60);
    if (unit.digits == 0) return clock;
    const auto fraction = static_cast<std::int64_t>(value - seconds * unit.in_second);
    return fmt::format("{}.{:0{}}", clock, fraction, unit.digits);
}

bool fits(wide value)
{
    constexpr wide most = wide(1) << 60;
    return value < most && value > -most;
}

} // namespace

std::string date_text(std::int64_t value, const time_unit& unit)
{
    const wide count = wide(value) * unit.count;
    for (const auto& one : clock_units)
        if (one.name == unit.name) return clock_text(count, one);
    if (unit.name.empty() || !fits(count)) return std::to_string(value);
    const auto whole = static_cast<std::int64_t>(count);
    if (unit.name == "D") return day_text(whole);
    if (unit.name == "W" && fits(count * 7)) return day_text(whole * 7);
    if (unit.name == "Y") return year_text(whole + 1970);
    if (unit.name != "M") return std::to_string(value);
    const auto years = static_cast<std::int64_t>(floor_div(count, 12));
    return fmt::format("{}-{:02}", year_text(years + 1970), whole - years * 12 + 1);
}

} // namespace sluice::array
