#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace sluice::http {

/// "Sun, 06 Nov 1994 08:49:37 GMT": the form of RFC 9110, 5.6.7 that is to be sent.
std::string format_date(std::chrono::sys_seconds when);

/// Reads any of the three forms of RFC 9110, 5.6.7; nothing for anything else. A year of two
/// digits lies at most 50 years after `now`.
std::optional<std::chrono::sys_seconds> parse_date(std::string_view text,
                                                   std::chrono::sys_seconds now);
std::optional<std::chrono::sys_seconds> parse_date(std::string_view text);

} // namespace sluice::http
