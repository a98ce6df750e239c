#pragma once

#include "base/bytes.hpp"

namespace sluice::array {

/// Turns the bytes of each word of 2, 4 or 8 bytes round; other sizes stay. The span holds whole
/// words.
void swap_bytes(std::span<std::byte> bytes, std::uint64_t word);

} // namespace sluice::array
