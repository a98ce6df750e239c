#pragma once

#include "storage/catalog.hpp"

#include <atomic>
#include <map>

namespace sluice::transfer {

/// What a user named, shown side by side under the names' last components, and nothing else: a path
/// that does not begin with one of them is not_found. Links that were named are followed once, on
/// opening; below the names none is. Safe from any thread.
class shown_roots final : public storage::shown_files {
public:
    /// Files and folders by their names on this machine. Errors: not_found, not_a_file (neither a
    /// file nor a folder), bad_usage (two with the same last component, or "/"), permission_denied.
    static result<std::unique_ptr<shown_roots>> open(const std::vector<std::string>& names);

    result<storage::opened_file> open_file(const storage::safe_path& path) const override;
    std::optional<result<storage::opened_file>>
    open_file_cached(const storage::safe_path& path) const override;
    result<struct ::stat> stat(const storage::safe_path& path) const override;
    std::unique_ptr<storage::listing_walk> walk(storage::catalog_query query) const override;

    /// The absolute names without links, sorted.
    const std::vector<std::string>& sources() const { return sources_; }

    /// Links, devices and unusable names that listings left out so far.
    std::uint64_t skipped() const { return skipped_; }

private:
    class side_by_side; // the walk of the root
    class counted;      // a walk below one name

    shown_roots() = default;

    result<const storage::root*> folder_of(const storage::safe_path& path) const;
    result<> add(const std::string& name);

    // By the last component: the folder above it. Only paths that begin with the name are asked.
    std::map<std::string, storage::root, std::less<>> above_;
    std::vector<std::string> sources_;
    mutable std::atomic<std::uint64_t> skipped_ = 0;
};

} // namespace sluice::transfer
