#pragma once

#include "stream/dtype.hpp"

#include <cstdint>
#include <vector>

namespace sluice::stream {

/// The most that one message holds.
inline constexpr std::uint64_t most_message_bytes = 4U << 20U;

/// Most dimensions of a message, as NumPy has it.
inline constexpr std::size_t most_dimensions = 32;

/// Bytes of the text that names the units.
inline constexpr std::size_t most_units = 64;

/// What every message of a topic looks like.
struct schema {
    dtype element;
    std::vector<std::uint64_t> shape; // empty: one number
    std::string units;                // for people: "mV"; may be empty

    friend bool operator==(const schema&, const schema&) = default;
};

/// Bytes of one message. Errors: bad_usage (an axis of nothing, too many of them, units too long or
/// with control characters), too_large (above most_message_bytes).
result<std::size_t> message_size(const schema& of);

/// "100", "2,100", "" for one number.
std::string shape_text(const std::vector<std::uint64_t>& shape);

/// The reverse; spaces, parentheses and a last comma are fine, as Python prints them. Errors:
/// bad_usage.
result<std::vector<std::uint64_t>> parse_shape(std::string_view text);

/// Whether messages of one fit the other: units do not matter.
bool same_layout(const schema& a, const schema& b);

/// Letters, digits, '.', '_' and '-', at most 64, no dot in front. Errors: bad_name.
result<> check_topic_name(std::string_view name);

} // namespace sluice::stream
