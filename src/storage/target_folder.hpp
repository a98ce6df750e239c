#pragma once

#include "base/unique_fd.hpp"
#include "storage/file_calls.hpp"
#include "storage/safe_path.hpp"

#include <atomic>
#include <map>
#include <memory>
#include <mutex>

namespace sluice::storage {

/// An open folder below a target. It is itself an entry of the folder above, which must be synced
/// too before anything in it counts as durable: while it is fresh nobody knows that this was done,
/// for whoever made it may have been killed before.
struct open_folder {
    unique_fd descriptor;
    std::shared_ptr<open_folder> above;
    std::atomic<bool> fresh = false;

    int get() const { return descriptor.get(); }
};

using shared_folder = std::shared_ptr<open_folder>;

/// The folder into which files are received. Folders below it are made as needed and opened so that
/// no name leads out of it, as in root. Remembers the last folders opened. Thread-safe.
class target_folder {
public:
    /// Opens a folder, making it and what is missing above it. Errors: not_writable, no_space,
    /// not_a_folder; the detail names it.
    static result<std::unique_ptr<target_folder>> open(file_calls& calls, const std::string& path);

    /// The same for a folder that is open already; path is for messages.
    static std::unique_ptr<target_folder> adopt(file_calls& calls, unique_fd opened,
                                                std::string path);

    /// A target of its own at a folder below, made if missing. Errors as folder.
    result<std::unique_ptr<target_folder>> below(const safe_path& path);

    /// A folder below, made if missing. Errors as open, and outside_root where a link is in the
    /// way.
    result<shared_folder> folder(const safe_path& below);

    const std::string& path() const { return path_; }

private:
    target_folder(file_calls& calls, unique_fd opened, std::string path);

    result<shared_folder> open_or_make(shared_folder parent, const std::string& name);

    file_calls& calls_;
    std::string path_;
    std::mutex mutex_;
    std::map<std::string, shared_folder> opened_;
    shared_folder self_;
};

/// Errors of writing below a target: permission problems and read-only file systems are
/// not_writable, the rest as fail_errno.
error target_error(std::string_view stage, std::string detail);

} // namespace sluice::storage
