#pragma once

#include "async/task.hpp"
#include "state/store.hpp"
#include "storage/digest.hpp"
#include "storage/root.hpp"

#include <list>
#include <memory>
#include <mutex>
#include <unordered_map>

namespace sluice::server {

/// The SHA-256 of whole files by version: the newest in memory, all of them in the state store
/// where there is one. Thread-safe.
class sha256_cache {
public:
    /// beyond may be filled later and may stay null; both must outlive the cache. most: how many
    /// digests memory holds.
    sha256_cache(asio::thread_pool& pool, const std::unique_ptr<state::store>& beyond,
                 std::size_t most = 4096);

    /// What is known without touching the disk.
    std::optional<storage::digest> find(const storage::file_stamp& stamp) const;

    /// For who computed one while the bytes passed by. The store learns of it too; blocks then.
    void remember(const storage::file_stamp& stamp, const storage::digest& value);

    /// Looked up, or computed on the pool, a slice at a time so that others get their turn. `of`
    /// must outlive the call. Errors: source_changed (not the file of the stamp any more),
    /// io_failed.
    task<result<storage::digest>> digest_of(std::shared_ptr<const storage::opened_file> of);

private:
    struct stamp_hash {
        std::size_t operator()(const storage::file_stamp& s) const;
    };
    struct item {
        storage::file_stamp stamp;
        storage::digest value;
    };

    void keep(const storage::file_stamp& stamp, const storage::digest& value);
    std::optional<storage::digest> find_beyond(const storage::file_stamp& stamp) const;

    asio::thread_pool& pool_;
    const std::unique_ptr<state::store>& beyond_;
    std::size_t most_;
    mutable std::mutex mutex_;
    mutable std::list<item> by_use_; // newest first
    std::unordered_map<storage::file_stamp, std::list<item>::iterator, stamp_hash> by_stamp_;
};

} // namespace sluice::server
