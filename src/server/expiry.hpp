#pragma once

#include "base/result.hpp"

#include <cstdint>
#include <string>
#include <string_view>

namespace sluice::server {

/// When a token ends, in ns since 1970 UTC: "30d", "12h", "90m" or "20s" from now on, or a date,
/// "2027-01-31", which is its first moment in UTC. Empty: 0, never. At most 100 years ahead. Pure.
/// Errors: bad_usage (the form, or not in the future).
result<std::int64_t> parse_expiry(std::string_view text, std::int64_t now_ns);

/// "2027-01-31T00:00:00Z" (RFC 3339); empty for 0. Pure.
std::string utc_text(std::int64_t ns);

} // namespace sluice::server
