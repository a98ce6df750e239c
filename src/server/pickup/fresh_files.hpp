#pragma once

#include "storage/root.hpp"

#include <chrono>
#include <string>
#include <vector>

namespace sluice::server {

/// A file that nobody has fetched yet.
struct fresh_file {
    std::string name;
    storage::safe_path path; // below the root
    storage::file_stamp stamp;
};

/// What to look for.
struct fresh_query {
    std::string project;   // one component
    std::string extension; // without a dot
    std::chrono::nanoseconds settle{};
    std::int64_t now_ns = 0;
    std::size_t most = 0;
};

/// The files of PROJECT/bar with the extension, by name: regular ones, not hidden, unchanged for
/// the settle time, and not open for writing where that can be seen. Blocks. Errors: not_found (no
/// such project), io_failed and the like.
result<std::vector<fresh_file>> fresh_files(const storage::root& files, const fresh_query& query);

/// Whether another program has the file open for writing, told by a lease (fcntl(2)) that lasts no
/// longer than this call. False where that cannot be seen: of files of other users, without
/// privileges, and on file systems without leases.
bool is_open_for_writing(int file);

/// Leaves those that have one of these names.
void keep_only(std::vector<fresh_file>& fresh, const std::vector<std::string>& names);

} // namespace sluice::server
