#include "base/rfc3339.hpp"

#include <fmt/format.h>
#include <time.h>

#include <chrono>

namespace sluice {

std::string format_rfc3339(std::int64_t ns)
{
    using namespace std::chrono;
    const sys_time<nanoseconds> when{nanoseconds(ns)};
    const auto day = floor<days>(when);
    const year_month_day date(day);
    const hh_mm_ss clock(floor<seconds>(when - day));
    return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}Z", static_cast<int>(date.year()),
                       static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()),
                       clock.hours().count(), clock.minutes().count(), clock.seconds().count());
}

std::int64_t real_time_ns()
{
    timespec now{};
    ::clock_gettime(CLOCK_REALTIME, &now);
    return static_cast<std::int64_t>(now.tv_sec) * 1'000'000'000 + now.tv_nsec;
}

} // namespace sluice
