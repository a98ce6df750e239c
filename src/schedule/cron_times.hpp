#pragma once

#include "schedule/cron_line.hpp"
#include "schedule/time_zone.hpp"

#include <optional>

namespace sluice::schedule {

/// The first moment after `after` that a line means in a zone; nothing within nine years (30
/// February). Where clocks are changed it does as cron does: a line with fixed minute and hour runs
/// once for the times that a change leaves out, at the change, and once for those that come twice,
/// the first time; a steady line (cron_line::is_steady) just follows the clock. Pure.
std::optional<std::chrono::sys_seconds> next_run(const cron_line& line, const time_zone& zone,
                                                 std::chrono::sys_seconds after);

} // namespace sluice::schedule
