#pragma once

#include <cstdint>
#include <string>

namespace sluice {

/// A time in ns since 1970 UTC as "2026-11-21T12:30:00Z" (RFC 3339), whole seconds, rounded down.
std::string format_rfc3339(std::int64_t ns);

/// The real-time clock in ns since 1970 UTC.
std::int64_t real_time_ns();

} // namespace sluice
