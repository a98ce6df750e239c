#pragma once

#include "array/npy_header.hpp"
#include "array/slice.hpp"

namespace sluice::array {

/// The indices taken of one axis: first, first + step, ... `count` of them, all within the axis.
struct axis_pick {
    std::uint64_t first = 0;
    std::int64_t step = 1;
    std::uint64_t count = 0;
    bool dropped = false; // by an index: the axis is not in the result
};

/// Which elements of an array are wanted: one pick for each of its axes.
using selection = std::vector<axis_pick>;

/// All of an array.
selection whole(const shape& of);

/// What slices mean for an array. Errors: bad_usage (an index outside of its axis, more slices than
/// axes).
result<selection> choose(const std::vector<axis_slice>& wanted, const shape& of);

/// Every k-th of what is chosen along the first axis that stays. Errors: bad_usage (k is 0, or no
/// axis stays).
result<selection> every(selection of, std::uint64_t k);

/// The shape of what was chosen, without dropped axes.
shape shape_of(const selection& chosen);

/// Where what was chosen lies in one piece of the file and in its order, if it does.
struct byte_run {
    std::uint64_t offset = 0; // in the file
    std::uint64_t bytes = 0;
};
std::optional<byte_run> run_of(const selection& chosen, const npy_header& of);

/// Bytes from one element to the next along each axis.
std::vector<std::uint64_t> strides_of(const npy_header& of);

} // namespace sluice::array
