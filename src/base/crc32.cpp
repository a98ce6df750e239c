#include "base/crc32.hpp"

#include <isa-l/crc.h>

namespace sluice {

std::uint32_t crc32(byte_view bytes, std::uint32_t before)
{
    const auto* data = reinterpret_cast<const unsigned char*>(bytes.data());
    return crc32_gzip_refl(before, data, bytes.size());
}

} // namespace sluice
