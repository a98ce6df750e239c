#pragma once

#include "base/bytes.hpp"

namespace sluice {

/// CRC-32C (Castagnoli, RFC 3720 appendix B.4; check value of "123456789" is 0xe3069283).
/// Pass the result of one call as `before` of the next to checksum bytes that lie apart.
std::uint32_t crc32c(byte_view bytes, std::uint32_t before = 0);

} // namespace sluice
