#include "array/selection.hpp"

#include <algorithm>

namespace sluice::array {
namespace {

/// Python's rules for one axis (slice.indices), in signed numbers: lengths are below 2^63.
axis_pick pick_of(const axis_slice& wanted, std::uint64_t length)
{
    const auto size = static_cast<std::int64_t>(length);
    const bool forward = wanted.step > 0;
    const std::int64_t lowest = forward ? 0 : -1;
    const std::int64_t highest = forward ? size : size - 1;
    const auto bound = [&](std::optional<std::int64_t> given, std::int64_t open) {
        if (!given) return open;
        const auto from_end = *given < 0 ? std::max(*given, -size - 1) + size : *given;
        return std::clamp(from_end, lowest, highest);
    };
    const auto start = bound(wanted.start, forward ? lowest : highest);
    const auto stop = bound(wanted.stop, forward ? highest : lowest);
    axis_pick made;
    made.step = wanted.step;
    const auto distance = forward ? stop - start : start - stop;
    if (distance <= 0) return made;
    // The step may be the lowest number there is: its size has no sign.
    const auto stride = forward ? static_cast<std::uint64_t>(wanted.step)
                                : std::uint64_t{0} - static_cast<std::uint64_t>(wanted.step);
    made.first = static_cast<std::uint64_t>(start);
    made.count = (static_cast<std::uint64_t>(distance) - 1) / stride + 1;
    if (made.count == 1) made.step = 1;
    return made;
}

result<axis_pick> index_of(std::int64_t wanted, std::uint64_t length, std::size_t axis)
{
    const auto size = static_cast<std::int64_t>(length);
    if (wanted >= size || wanted < -size)
        return fail(errc::bad_usage, "slice",
                    "index " + std::to_string(wanted) + " is out of bounds for axis " +
                        std::to_string(axis) + " with size " + std::to_string(length));
    axis_pick made;
    made.first = static_cast<std::uint64_t>(wanted < 0 ? wanted + size : wanted);
    made.count = 1;
    made.dropped = true;
    return made;
}

/// Whole axes in place of the ellipsis and behind the end.
result<std::vector<axis_slice>> filled(const std::vector<axis_slice>& wanted, std::size_t axes)
{
    const auto is_ellipsis = [](const axis_slice& one) { return one.ellipsis; };
    auto all = wanted;
    auto at = std::find_if(all.begin(), all.end(), is_ellipsis);
    if (at != all.end()) at = all.erase(at);
    if (all.size() > axes)
        return fail(errc::bad_usage, "slice",
                    std::to_string(all.size()) + " slices for " + std::to_string(axes) + " axes");
    all.insert(at, axes - all.size(), axis_slice());
    return all;
}

} // namespace

selection whole(const shape& of)
{
    selection made;
    for (const auto length : of)
        made.push_back({0, 1, length, false});
    return made;
}

result<selection> choose(const std::vector<axis_slice>& wanted, const shape& of)
{
    const auto each = filled(wanted, of.size());
    if (!each) return each.error();
    selection made;
    for (std::size_t axis = 0; axis < of.size(); ++axis) {
        const auto& one = (*each)[axis];
        if (!one.index) {
            made.push_back(pick_of(one, of[axis]));
            continue;
        }
        const auto index = index_of(*one.start, of[axis], axis);
        if (!index) return index.error();
        made.push_back(*index);
    }
    return made;
}

result<selection> every(selection of, std::uint64_t k)
{
    if (k == 0) return fail(errc::bad_usage, "every", "a number from 1 on is wanted");
    const auto at =
        std::find_if(of.begin(), of.end(), [](const axis_pick& p) { return !p.dropped; });
    if (at == of.end()) return fail(errc::bad_usage, "every", "no axis is left");
    if (at->count == 0) return of;
    at->count = (at->count - 1) / k + 1;
    // With one element left no step is taken; else k is below the count, and the product fits.
    at->step = at->count == 1 ? 1 : at->step * static_cast<std::int64_t>(k);
    return of;
}

shape shape_of(const selection& chosen)
{
    shape made;
    for (const auto& axis : chosen)
        if (!axis.dropped) made.push_back(axis.count);
    return made;
}

std::vector<std::uint64_t> strides_of(const npy_header& of)
{
    std::vector<std::uint64_t> strides(of.axes.size());
    std::uint64_t step = of.type.size;
    for (std::size_t i = 0; i < strides.size(); ++i) {
        const auto axis = of.fortran ? i : strides.size() - 1 - i;
        strides[axis] = step;
        // An array with an empty axis has no elements to step to.
        step *= std::max<std::uint64_t>(of.axes[axis], 1);
    }
    return strides;
}

std::optional<byte_run> run_of(const selection& chosen, const npy_header& of)
{
    const auto strides = strides_of(of);
    byte_run made{of.data_offset, of.type.size};
    for (const auto& pick : chosen)
        if (pick.count == 0) return byte_run{of.data_offset, 0};
    for (std::size_t axis = chosen.size(); axis-- > 0;) {
        const auto& pick = chosen[axis];
        made.offset += pick.first * strides[axis];
        if (pick.count == 1) continue;
        if (pick.step != 1 || strides[axis] != made.bytes) return std::nullopt;
        made.bytes *= pick.count;
    }
    return made;
}

} // namespace sluice::array
