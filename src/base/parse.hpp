#pragma once

#include "base/result.hpp"

#include <chrono>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace sluice {

/// A size or a rate: digits with an optional unit B, K, M, G, T (also KB, KiB, "K/s", any case),
/// all powers of 1024. The whole text must match and fit 64 bits.
result<std::uint64_t> parse_size(std::string_view text);

/// A duration: digits with ms, s, m or h; without a unit, seconds. At most one year.
result<std::chrono::milliseconds> parse_duration(std::string_view text);

/// A whole decimal number between low and high, both included.
result<std::int64_t> parse_integer(std::string_view text, std::int64_t low, std::int64_t high);

/// yes/no, true/false, on/off, 1/0, any case.
result<bool> parse_bool(std::string_view text);

/// The candidate nearest to text by Damerau-Levenshtein distance (optimal string alignment), or
/// empty when none is within a third of its length plus one.
std::string_view nearest_name(std::string_view text, std::span<const std::string_view> candidates);

/// "512 B", "1.0 KiB", "3.4 MiB": three significant digits at most after the first unit.
std::string format_size(std::uint64_t bytes);

/// format_size with "/s".
std::string format_rate(double bytes_per_second);

/// "0:07", "12:03", "1:02:03".
std::string format_clock(std::chrono::seconds span);

} // namespace sluice
