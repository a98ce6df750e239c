#pragma once

#include "storage/shown_files.hpp"

#include <mutex>
#include <set>

namespace sluice::transfer {

/// Shows what another shows, without listing the files that have arrived: a put that begins again
/// after its connection was lost offers the rest only. Safe from any thread.
class settled_files final : public storage::shown_files {
public:
    /// The shown files must outlive it.
    explicit settled_files(const storage::shown_files& shown) : shown_(shown) {}

    /// From now on this path is listed no more; it can still be opened.
    void settle(std::string path);

    std::size_t settled() const;

    result<storage::opened_file> open_file(const storage::safe_path& path) const override
    {
        return shown_.open_file(path);
    }
    std::optional<result<storage::opened_file>>
    open_file_cached(const storage::safe_path& path) const override
    {
        return shown_.open_file_cached(path);
    }
    result<struct ::stat> stat(const storage::safe_path& path) const override
    {
        return shown_.stat(path);
    }
    std::unique_ptr<storage::listing_walk> walk(storage::catalog_query query) const override;

private:
    class rest;

    void leave_out(std::vector<proto::entry>& from) const;

    const storage::shown_files& shown_;
    mutable std::mutex mutex_;
    std::set<std::string, std::less<>> settled_;
};

} // namespace sluice::transfer
