#pragma once

#include "zip/member.hpp"

#include <string>

/// The records of a stored zip archive (PKWARE APPNOTE 6.3), byte by byte. Pure. Sizes and offsets
/// beyond 32 bits stand in zip64 fields, and only those. Times stand twice: as the DOS time of UTC,
/// and to the second in an extended timestamp.
namespace sluice::zip {

/// Where the central directory lies.
struct directory_place {
    std::uint64_t entries = 0;
    std::uint64_t offset = 0;
    std::uint64_t size = 0;
};

/// Bytes of a local header; they do not depend on the checksum.
std::uint64_t local_header_size(const member& of);
void append_local_header(std::string& to, const member& of, std::uint32_t crc32);

/// Bytes of the record in the central directory of a member whose local header is at an offset.
std::uint64_t central_record_size(const member& of, std::uint64_t offset);
void append_central_record(std::string& to, const member& of, std::uint32_t crc32,
                           std::uint64_t offset);

/// What ends the archive.
std::uint64_t end_records_size(const directory_place& directory);
void append_end_records(std::string& to, const directory_place& directory);

/// The date in the upper and the time in the lower 16 bits, to 2 seconds, within 1980 to 2107.
std::uint32_t dos_time(std::int64_t modified_ns);

} // namespace sluice::zip
