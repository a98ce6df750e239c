#pragma once

#include "storage/shown_files.hpp"

namespace sluice::storage {

/// A folder out of which nothing leads: every path is opened by openat2(2) with RESOLVE_BENEATH,
/// RESOLVE_NO_SYMLINKS and RESOLVE_NO_MAGICLINKS from a descriptor of it. Safe from any thread.
class root final : public shown_files {
public:
    /// Errors: not_found, not_a_folder, permission_denied; the detail names the folder.
    static result<root> open(const std::string& folder);

    /// A regular file for reading. Errors: not_found, not_a_file, outside_root, permission_denied,
    /// out_of_descriptors.
    result<opened_file> open_file(const safe_path& path) const override;

    /// The same if it can be told without touching the disk (RESOLVE_CACHED, Linux 5.12); nothing
    /// where it cannot, so that the caller can go to the pool.
    std::optional<result<opened_file>> open_file_cached(const safe_path& path) const override;

    /// A folder, for listing and for calls relative to it.
    result<unique_fd> open_folder(const safe_path& path) const;

    /// What stands at the path, without opening it. Errors as open_file, not_a_file for all that is
    /// neither a regular file nor a folder.
    result<struct ::stat> stat(const safe_path& path) const override;

    /// The version of the regular file that stands at the path now, if the kernel can tell without
    /// touching the disk; nothing otherwise. Says nothing of whether it may be read: a version that
    /// was opened before still may, since a change of rights changes the version.
    std::optional<file_stamp> stamp_now(const safe_path& path) const;

    std::unique_ptr<listing_walk> walk(catalog_query query) const override;

    int descriptor() const { return folder_.get(); }

private:
    explicit root(unique_fd folder) : folder_(std::move(folder)) {}

    result<unique_fd> open_beneath(const safe_path& path, int flags,
                                   std::uint64_t resolve_too = 0) const;

    unique_fd folder_;
};

} // namespace sluice::storage
