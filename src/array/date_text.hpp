#pragma once

#include "array/dtype.hpp"

#include <limits>

namespace sluice::array {

/// numpy's NaT.
inline constexpr std::int64_t not_a_time = std::numeric_limits<std::int64_t>::min();

/// A point in time as numpy's datetime_as_string writes it, no finer than its unit: "2026",
/// "2026-11", "2026-11-21", "2026-11-21T12", "2026-11-21T12:30:05.123". Without a unit, or beyond
/// what 64 bits of seconds can say: the bare number. Not for not_a_time.
std::string date_text(std::int64_t value, const time_unit& unit);

} // namespace sluice::array
