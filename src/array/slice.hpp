#pragma once

#include "base/result.hpp"

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

namespace sluice::array {

/// What is wanted of one axis: `start:stop:step` with Python's meaning, or one index.
struct axis_slice {
    std::optional<std::int64_t> start; // of an index: the index
    std::optional<std::int64_t> stop;
    std::int64_t step = 1;
    bool index = false;    // the axis goes away
    bool ellipsis = false; // stands for as many whole axes as are missing
};

/// Reads `0:100,:,::2`, `-1`, `...,0`: one for each axis, axes that are missing at the end are
/// whole. Numbers beyond 64 bits count as the largest there are. Errors: bad_usage (the detail
/// names the place), also for a step of 0, two ellipses and more than 32 axes.
result<std::vector<axis_slice>> parse_slice(std::string_view text);

} // namespace sluice::array
