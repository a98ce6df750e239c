#pragma once

#include "base/result.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace sluice::client {

/// A file of an archive that was read to its end.
struct proved_member {
    std::string name;
    std::uint64_t size = 0;
    std::uint32_t crc32 = 0; // computed from its bytes
};

/// Reads every file of a zip archive and compares it with its checksum. Blocks. Errors: those of
/// zip::archive_reader, too_large (more than most_bytes in all).
result<std::vector<proved_member>> prove_members(int file, std::uint64_t most_bytes);

} // namespace sluice::client
