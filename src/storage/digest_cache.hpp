#pragma once

#include "storage/digest.hpp"
#include "storage/file_stamp.hpp"

#include <list>
#include <mutex>
#include <optional>
#include <unordered_map>

namespace sluice::storage {

/// The digests of one version of one file, filled in as they are computed. Thread-safe.
class chunk_digests {
public:
    chunk_digests(digest_kind kind, std::uint64_t chunks);

    std::optional<digest> find(std::uint64_t chunk) const;
    void remember(std::uint64_t chunk, const digest& value);

private:
    mutable std::mutex mutex_;
    std::size_t width_;
    byte_buffer values_;
    std::vector<bool> known_;
};

/// Remembers digests by (device, inode, size, mtime, ctime) and kind, so that a file is hashed once
/// per version. Holds at most so many bytes; what was not asked for longest goes first.
/// Thread-safe.
class digest_cache {
public:
    explicit digest_cache(std::size_t most_bytes) : most_bytes_(most_bytes) {}

    /// The digests of this version, empty at first; stays valid for its holder when the cache
    /// drops it.
    std::shared_ptr<chunk_digests> of(const file_stamp& stamp, digest_kind kind);

    std::size_t held_bytes() const;

private:
    struct key {
        file_stamp stamp;
        digest_kind kind;
        friend bool operator==(const key&, const key&) = default;
    };
    struct key_hash {
        std::size_t operator()(const key& k) const;
    };
    struct item {
        key of;
        std::shared_ptr<chunk_digests> digests;
        std::size_t bytes = 0;
    };

    void drop_oldest();

    mutable std::mutex mutex_;
    std::size_t most_bytes_;
    std::size_t bytes_ = 0;
    std::list<item> by_use_; // newest first
    std::unordered_map<key, std::list<item>::iterator, key_hash> by_key_;
};

} // namespace sluice::storage
