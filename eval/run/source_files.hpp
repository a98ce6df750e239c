#pragma once

#include "base/result.hpp"

#include <filesystem>
#include <vector>

namespace sluice::eval {

/// A file that is offered, and how its copies are recognised.
struct source_file {
    std::string name; // "seed1-0007.bin"
    std::uint64_t size = 0;
    std::string digest; // the root digest of its manifest (XXH3-128), in hex
};

/// Makes the files of one size in `folder`, made if missing: same seed, size and number, same
/// content. What is there under the right name with the right digest stays; anything else under
/// that name is written anew. Blocks. Errors: no_space, not_writable, io_failed.
result<std::vector<source_file>> make_source_files(const std::filesystem::path& folder,
                                                   std::uint64_t size, unsigned count,
                                                   std::uint64_t seed);

/// The root digest of a file as a manifest has it, in hex. Blocks. Errors: not_found, io_failed.
result<std::string> root_digest_of(const std::filesystem::path& path);

} // namespace sluice::eval
