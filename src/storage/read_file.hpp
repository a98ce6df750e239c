#pragma once

#include "base/bytes.hpp"
#include "base/result.hpp"

#include <optional>
#include <span>

namespace sluice::storage {

/// Reads from an offset until `into` is full or the file ends; returns the bytes read. May block.
result<std::size_t> read_at(int file, std::uint64_t offset, std::span<std::byte> into);

/// The same without touching the disk: nothing if part of it is not in the page cache (or the file
/// system cannot tell), so that the caller can go to the pool.
std::optional<result<std::size_t>> read_cached(int file, std::uint64_t offset,
                                               std::span<std::byte> into);

/// A guess from three of its pages whether a range is in the page cache. Does not block.
bool is_cached(int file, std::uint64_t offset, std::uint64_t length);

/// Brings a range into the page cache. Blocks. Errors are left to whoever reads it then.
void warm(int file, std::uint64_t offset, std::uint64_t length);

} // namespace sluice::storage
