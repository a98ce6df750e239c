// Whatever a slice says of an array of four axes: all that is chosen lies within it. The first four
// bytes make the lengths of the axes; 255 is the longest there is.
#include "array/selection.hpp"

#include <cstdlib>
#include <limits>

namespace {

void insist(bool holds)
{
    if (!holds) std::abort();
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    using namespace sluice;
    if (size < 5) return 0;
    array::shape of;
    for (std::size_t i = 0; i < 4; ++i)
        of.push_back(data[i] == 255 && i == 0 ? std::numeric_limits<std::int64_t>::max() : data[i]);
    const auto wanted = array::parse_slice({reinterpret_cast<const char*>(data + 5), size - 5});
    if (!wanted) return 0;
    auto chosen = array::choose(*wanted, of);
    if (chosen && data[4] > 0) chosen = array::every(std::move(*chosen), data[4]);
    if (!chosen) return 0;
    insist(chosen->size() == of.size());
    for (std::size_t axis = 0; axis < of.size(); ++axis) {
        const auto& pick = (*chosen)[axis];
        if (pick.count == 0) continue;
        insist(pick.first < of[axis] && pick.count <= of[axis] && pick.step != 0);
        __extension__ using wide = __int128;
        const auto last = wide(pick.first) + wide(pick.count - 1) * pick.step;
        insist(last >= 0 && last < wide(of[axis]));
    }
    return 0;
}
