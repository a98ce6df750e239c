#pragma once

#include "base/result.hpp"

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>

namespace sluice::schedule {

/// The five fields of a line of cron(5): minute, hour, day of month, month, day of week. Pure.
class cron_line {
public:
    /// Reads "*/5 9-17 * * mon-fri" or one of @yearly @annually @monthly @weekly @daily @midnight
    /// @hourly. Lists, ranges, steps behind a range or '*', names of three letters in any case, 0
    /// and 7 for Sunday. Errors: bad_configuration, which names the field.
    static result<cron_line> parse(std::string_view text);

    /// Whether a day is meant. Where day of month and day of week both begin without '*', one of
    /// the two is enough; else both must fit.
    bool holds_day(std::chrono::year_month_day day) const;

    bool holds_hour(unsigned hour) const { return ((hours_ >> hour) & 1U) != 0; }
    bool holds_minute(unsigned minute) const { return ((minutes_ >> minute) & 1U) != 0; }

    /// Minute or hour begin with '*': such a line follows elapsed time where clocks are changed.
    bool is_steady() const { return steady_; }

private:
    std::uint64_t minutes_ = 0;
    std::uint64_t hours_ = 0;
    std::uint64_t days_ = 0;
    std::uint64_t months_ = 0;
    std::uint64_t weekdays_ = 0; // bit 0: Sunday
    bool steady_ = false;
    bool either_day_ = false;
};

} // namespace sluice::schedule
