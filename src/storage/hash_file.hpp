#pragma once

#include "storage/digest.hpp"

namespace sluice::storage {

/// A file as the digests see it.
struct hashed_file {
    int descriptor = -1;
    std::uint64_t size = 0;
    std::uint32_t chunk_size = 0;
    digest_kind kind = digest_kind::xxh3;
};

/// The digest of one chunk, read through a buffer of 256 KiB. Blocks. Errors: source_changed when
/// the file ends before the chunk does, io_failed.
result<digest> hash_chunk(const hashed_file& file, std::uint64_t chunk);

} // namespace sluice::storage
