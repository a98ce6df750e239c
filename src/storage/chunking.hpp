#pragma once

#include <algorithm>
#include <bit>
#include <cstdint>

/// How a file is cut into chunks: docs/protocol.md, section "Chunks".
namespace sluice::storage {

inline constexpr std::uint32_t min_chunk_size = 1U << 20U;
inline constexpr std::uint32_t max_chunk_size = 64U << 20U;

/// 1 MiB, or the power of two that keeps the manifest of a larger file at 65,536 digests, up to
/// 64 MiB (files above 4 TiB have longer manifests).
inline std::uint32_t chunk_size_for(std::uint64_t size)
{
    const std::uint64_t fitting = std::bit_ceil(std::max<std::uint64_t>(1, size >> 16U));
    return static_cast<std::uint32_t>(
        std::clamp<std::uint64_t>(fitting, min_chunk_size, max_chunk_size));
}

/// Larger files are not transferred: their digests would not fit the memory that is promised.
inline constexpr std::uint64_t max_file_size = 16ULL << 40U;

inline std::uint64_t chunk_count(std::uint64_t size, std::uint32_t chunk_size)
{
    return size / chunk_size + (size % chunk_size != 0 ? 1 : 0);
}

/// Bytes of one chunk: the last may be shorter.
inline std::uint64_t chunk_length(std::uint64_t size, std::uint32_t chunk_size, std::uint64_t chunk)
{
    return std::min<std::uint64_t>(chunk_size, size - chunk * chunk_size);
}

} // namespace sluice::storage
