#pragma once

#include "schedule/cron_times.hpp"

#include <vector>

namespace sluice::schedule {

/// The machine's clock, which people set and daemons correct.
using wall_time = std::chrono::sys_time<std::chrono::milliseconds>;

/// What becomes of runs whose time passed while nothing could run: the program was not there, the
/// machine slept, its clock jumped.
enum class misfire_rule { skip, once, all };

/// What becomes of runs that come due while another one runs.
enum class overlap_rule { skip, queue };

/// When a schedule runs: every so often, or as a cron line says.
struct timing {
    std::chrono::milliseconds every{0}; // 0: by the line
    std::optional<cron_line> line;
    time_zone zone;

    /// The first due time after `after`; those of an interval lie on a grid that starts at
    /// `anchor`. Nothing: it never comes due again.
    std::optional<wall_time> next_after(wall_time after, wall_time anchor) const;
};

/// All about one schedule but what it fetches.
struct rules {
    timing when;
    std::chrono::milliseconds jitter{0}; // a run starts so much later at most
    misfire_rule misfire = misfire_rule::once;
    overlap_rule overlap = overlap_rule::skip;
    unsigned retries = 3;                    // of a failed run, before the next due time
    std::chrono::milliseconds backoff{1000}; // the first wait after a failure, about
    std::chrono::milliseconds most_wait{300'000};
};

/// No more runs than this are made up for or queued.
inline constexpr std::size_t most_caught_up = 100;

/// The next due times after a moment, for people to look at.
std::vector<wall_time> preview(const timing& when, wall_time after, std::size_t count);

} // namespace sluice::schedule
