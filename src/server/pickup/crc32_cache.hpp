#pragma once

#include "async/task.hpp"
#include "storage/root.hpp"

#include <list>
#include <memory>
#include <mutex>
#include <unordered_map>

namespace sluice::server {

/// The CRC-32 of whole files by version, for zip archives: the newest in memory. A program that
/// starts again computes them anew, at memory speed. Thread-safe.
class crc32_cache {
public:
    /// most: how many checksums are kept, of about 100 bytes each.
    explicit crc32_cache(std::size_t most = 131'072);

    std::optional<std::uint32_t> find(const storage::file_stamp& stamp) const;
    void keep(const storage::file_stamp& stamp, std::uint32_t value);

private:
    struct stamp_hash {
        std::size_t operator()(const storage::file_stamp& s) const;
    };
    struct item {
        storage::file_stamp stamp;
        std::uint32_t value;
    };

    std::size_t most_;
    mutable std::mutex mutex_;
    mutable std::list<item> by_use_; // newest first
    std::unordered_map<storage::file_stamp, std::list<item>::iterator, stamp_hash> by_stamp_;
};

/// A checksum on its way through a file, a slice at a time so that others get their turn on the
/// pool.
class crc32_in_progress {
public:
    explicit crc32_in_progress(std::shared_ptr<const storage::opened_file> from);

    /// Reads on, for about so many bytes. True once the end is reached; false: there is more.
    /// Blocks. Errors: source_changed (the file is no longer what was opened), io_failed.
    result<bool> go_on(std::uint64_t bytes);

    std::uint32_t value() const { return value_; }

private:
    std::shared_ptr<const storage::opened_file> file_;
    std::uint64_t at_ = 0;
    std::uint32_t value_ = 0;
};

/// Looked up, or computed on the pool. Errors: as go_on.
task<result<std::uint32_t>> crc32_of(crc32_cache& known, asio::thread_pool& pool,
                                     std::shared_ptr<const storage::opened_file> file);

} // namespace sluice::server
