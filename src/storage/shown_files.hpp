#pragma once

#include "base/unique_fd.hpp"
#include "storage/file_stamp.hpp"
#include "storage/safe_path.hpp"

#include <memory>
#include <optional>
#include <vector>

namespace sluice::storage {

/// An open regular file that is shown, with its stamp at the time of opening.
struct opened_file {
    unique_fd file;
    file_stamp stamp;
};

/// What part of the shown files to list.
struct catalog_query {
    safe_path folder;
    std::string pattern; // glob over paths relative to folder; empty: everything
    bool recursive = false;
};

/// One page of a listing.
struct catalog_page {
    std::vector<proto::entry> entries;
    std::string next;          // pass to seek(); empty: the listing is complete
    std::uint32_t skipped = 0; // links, devices, names that check_path refuses
};

/// A listing on its way, a page at a time. Blocks on the disk; one thread at a time.
class listing_walk {
public:
    virtual ~listing_walk() = default;

    /// Continues behind this path (`next` of an earlier page, perhaps of another walk): what came
    /// before is not visited again.
    virtual result<void> seek(std::string_view after) = 0;

    /// The next entries, until there are `most` or their encoding reaches max_bytes.
    virtual result<catalog_page> next_page(std::size_t most, std::size_t max_bytes) = 0;
};

/// Regular files and folders that a giver shows, and nothing else of the machine. Safe from any
/// thread; must outlive its walks.
class shown_files {
public:
    virtual ~shown_files() = default;

    /// Errors: not_found, not_a_file, outside_root, permission_denied, out_of_descriptors.
    virtual result<opened_file> open_file(const safe_path& path) const = 0;

    /// The same if it can be told without touching the disk; nothing where it cannot.
    virtual std::optional<result<opened_file>> open_file_cached(const safe_path& path) const = 0;

    /// Errors as open_file, not_a_file for all that is neither a regular file nor a folder.
    virtual result<struct ::stat> stat(const safe_path& path) const = 0;

    /// Never null. What is wrong with the query shows in the first page.
    virtual std::unique_ptr<listing_walk> walk(catalog_query query) const = 0;
};

} // namespace sluice::storage
