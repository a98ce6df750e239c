#include "base/crc32c.hpp"

#include <isa-l/crc.h>

#include <algorithm>

namespace sluice {

std::uint32_t crc32c(byte_view bytes, std::uint32_t before)
{
    // The library takes an int length and leaves the final inversion to its caller.
    constexpr std::size_t step = 1U << 30U;
    std::uint32_t state = ~before;
    while (!bytes.empty()) {
        const auto part = bytes.first(std::min(step, bytes.size()));
        auto* data = reinterpret_cast<unsigned char*>(const_cast<std::byte*>(part.data()));
        state = crc32_iscsi(data, static_cast<int>(part.size()), state);
        bytes = bytes.subspan(part.size());
    }
    return ~state;
}

} // namespace sluice
