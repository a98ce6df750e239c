#pragma once

#include "base/bytes.hpp"

namespace sluice {

/// CRC-32 as zip, gzip and Ethernet have it (ISO 3309; check value of "123456789" is 0xcbf43926).
/// Pass the result of one call as `before` of the next to checksum bytes that lie apart.
std::uint32_t crc32(byte_view bytes, std::uint32_t before = 0);

} // namespace sluice
