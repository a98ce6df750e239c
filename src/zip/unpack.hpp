#pragma once

#include "storage/part_file.hpp"
#include "zip/member.hpp"

#include <vector>

namespace sluice::zip {

/// What an archive may ask for.
struct unpack_limits {
    std::uint64_t entries = 100'000;      // files and folders
    std::uint64_t bytes = 64ULL << 30U;   // of all files together
    std::uint64_t ratio = 1000;           // bytes of the files for each byte of the archive
    std::uint64_t free_bytes = 1U << 20U; // up to here the ratio does not matter
    storage::on_exists policy = storage::on_exists::rename; // rename, overwrite, skip or fail
    bool durable = true; // files and names are on stable storage before success is told
};

/// One file of an archive and what became of it.
struct unpacked_file {
    std::string name;      // in the archive
    std::string placed_as; // below the target; empty: left out (skip)
    std::uint64_t size = 0;
    std::uint32_t crc32 = 0; // computed from what was written
    bool was_there = false;  // the same bytes stood under the name already
};

/// What an archive became.
struct unpack_report {
    std::vector<unpacked_file> files; // in the order of the archive
    std::uint64_t bytes = 0;
    std::uint64_t folders = 0;
};

/// The archive: a descriptor of its own, and what tells it from others (a path, an address): two
/// programs cannot unpack one source into one folder at once.
struct unpack_source {
    int file = -1;
    std::string name;
};

/// Unpacks a zip archive into a folder. All names, types, sizes and limits are judged before a byte
/// is written; all files are written to a hidden folder and their checksums verified before the
/// first one gets its name. Each file appears whole or not at all; when something fails before the
/// first one appears, nothing does, and nothing is left. Files that have their names when a later
/// one fails keep them. A file whose name is taken by the same bytes is left as it is, so that
/// unpacking again changes nothing. Blocks.
///
/// Errors: malformed_message (no zip archive), outside_root, bad_name, target_exists (a name twice;
/// or policy `fail`), type_refused (links, devices), unsupported (encrypted), too_large (a limit),
/// checksum_mismatch, no_space, not_writable, target_busy.
result<unpack_report> unpack(storage::file_calls& calls, const unpack_source& from,
                             storage::target_folder& into, const unpack_limits& limits = {});

} // namespace sluice::zip
