#pragma once

#include "base/result.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace sluice::array {

/// Lengths of the axes, the outermost first; none for a single value.
using shape = std::vector<std::uint64_t>;

/// As numpy.
inline constexpr std::size_t most_axes = 32;

/// Elements, 0 where an axis has none; at most 2^63 - 1. Errors: too_large, also where an axis has
/// none but the others alone are beyond it.
result<std::uint64_t> count_of(const shape& axes);

/// Bytes of the elements; at most 2^63 - 1. Errors: too_large.
result<std::uint64_t> bytes_of(const shape& axes, std::uint64_t element_bytes);

/// As Python writes it: "()", "(5,)", "(3, 4)".
std::string to_text(const shape& axes);

} // namespace sluice::array
