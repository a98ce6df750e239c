#include "schedule/cron_times.hpp"

namespace sluice::schedule {
namespace {

using namespace std::chrono;

/// 29 February may be eight years away (1896 to 1904, 2096 to 2104).
constexpr auto horizon = days(9 * 366);

/// Clock readings, as seconds of a day count that knows no zone.
using reading = sys_seconds;

std::optional<reading> first_minute(const cron_line& line, sys_days day, reading low, reading high)
{
    for (unsigned hour = 0; hour < 24; ++hour) {
        if (!line.holds_hour(hour)) continue;
        for (unsigned minute = 0; minute < 60; ++minute) {
            if (!line.holds_minute(minute)) continue;
            const auto at = reading(day) + hours(hour) + minutes(minute);
            if (at >= low && at < high) return at;
        }
    }
    return std::nullopt;
}

/// The first reading in [low, high) that the line means.
std::optional<reading> first_reading(const cron_line& line, reading low, reading high)
{
    for (auto day = floor<days>(low); reading(day) < high; day += days(1)) {
        if (!line.holds_day(year_month_day(day))) continue;
        const auto found = first_minute(line, day, low, high);
        if (found) return found;
    }
    return std::nullopt;
}

/// The first moment of a period, not before `from`, that the line means.
std::optional<sys_seconds> first_in(const cron_line& line, const time_zone& zone,
                                    const zone_period& now, sys_seconds from, sys_seconds until)
{
    auto low = from + now.offset;
    const auto high = std::min(now.end, until) + now.offset;
    if (!line.is_steady() && now.begin > from - horizon) {
        const auto before = zone.at(now.begin - seconds(1));
        const auto old_reading = now.begin + before.offset;
        const auto new_reading = now.begin + now.offset;
        if (from <= now.begin && first_reading(line, old_reading, new_reading)) return now.begin;
        // What the clocks have shown already.
        low = std::max(low, old_reading);
    }
    const auto found = first_reading(line, low, high);
    if (!found) return std::nullopt;
    return *found - now.offset;
}

} // namespace

std::optional<sys_seconds> next_run(const cron_line& line, const time_zone& zone, sys_seconds after)
{
    const auto until = after + horizon;
    for (auto from = after + seconds(1); from < until;) {
        const auto now = zone.at(from);
        const auto found = first_in(line, zone, now, from, until);
        if (found) return found;
        if (now.end <= from) return std::nullopt;
        from = std::min(now.end, until);
    }
    return std::nullopt;
}

} // namespace sluice::schedule
