#pragma once

#include "storage/part_file.hpp"

namespace sluice::storage {

/// Whether a published file must be on stable storage first.
enum class durability { none, file };

/// What became of one file: its final name in its folder, nothing when `skip` left an existing file
/// alone, or the error. After a failed sync the part is gone: its bytes cannot be trusted.
using publish_outcome = result<std::optional<std::string>>;

/// Makes complete files appear: bytes synced (one syncfs(2) for many files, Linux 5.8 or newer
/// reports its errors; fdatasync(2) for few), renamed, folders synced. Success of a file means that
/// its bytes and its name are durable, unless how is none. Blocks.
std::vector<publish_outcome> publish_group(file_calls& calls,
                                           const std::vector<std::unique_ptr<part_file>>& files,
                                           on_exists policy, durability how);

} // namespace sluice::storage
