#include "array/shape.hpp"

#include <limits>

namespace sluice::array {
namespace {

__extension__ using wide = unsigned __int128;

constexpr std::uint64_t most = std::numeric_limits<std::int64_t>::max();

} // namespace

result<std::uint64_t> count_of(const shape& axes)
{
    return bytes_of(axes, 1);
}

result<std::uint64_t> bytes_of(const shape& axes, std::uint64_t element_bytes)
{
    wide product = element_bytes;
    bool empty = element_bytes == 0;
    for (const auto length : axes) {
        if (length == 0) {
            empty = true;
            continue;
        }
        if (length > most) return fail(errc::too_large, "shape", to_text(axes));
        product *= length; // both below 2^63: fits into 126 bits
        if (product > most) return fail(errc::too_large, "shape", to_text(axes));
    }
    return empty ? 0 : static_cast<std::uint64_t>(product);
}

std::string to_text(const shape& axes)
{
    std::string made = "(";
    for (std::size_t i = 0; i < axes.size(); ++i) {
        if (i > 0) made += ' ';
        made += std::to_string(axes[i]);
        if (i + 1 < axes.size() || axes.size() == 1) made += ',';
    }
    return made + ")";
}

} // namespace sluice::array
