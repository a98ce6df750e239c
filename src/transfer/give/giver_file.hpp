#pragma once

#include "storage/hash_file.hpp"
#include "storage/root.hpp"
#include "transfer/download/chunk_plan.hpp"
#include "transfer/give/giver.hpp"

namespace sluice::transfer {

/// An open file of the giving side and the version it had when it was opened. Immutable, so the
/// pool may use it while its session goes on.
struct giver::shown_file {
    shown_file(std::string where, storage::opened_file file)
        : path(std::move(where)),
          opened(std::move(file)),
          version(version_of(opened.stamp))
    {
    }

    /// False once the file on disk is no longer what was opened.
    bool unchanged() const;

    storage::hashed_file hashed(proto::digest_kind kind) const;

    std::string path;
    storage::opened_file opened;
    proto::version_token version;
};

/// Chunks number first to first + count - 1.
struct giver::span_of_chunks {
    std::uint64_t first = 0;
    std::uint64_t count = 0;

    /// The chunks that lie whole in a range of a file; its last chunk may be short.
    static span_of_chunks inside(byte_range range, std::uint64_t size, std::uint32_t chunk_size);
};

} // namespace sluice::transfer
