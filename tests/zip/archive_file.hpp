#pragma once

#include "base/crc32.hpp"
#include "base/unique_fd.hpp"
#include "support/temp_folder.hpp"
#include "zip/records.hpp"

#include <fcntl.h>

#include <vector>

namespace sluice::test {

/// A member as a test wants it in an archive; nothing is judged.
struct packed {
    std::string name;
    std::string content;
    std::uint32_t sum_error = 0; // is added to the checksum
    std::uint32_t mode = 0;      // of Unix, instead of that of a file or folder
};

/// A stored archive of these, whatever their names are.
inline std::string archive_of(const std::vector<packed>& all)
{
    std::string bytes;
    std::string directory;
    for (const auto& one : all) {
        const zip::member as{one.name, one.content.size(), 1'700'000'000'000'000'000};
        const auto sum = crc32(as_bytes(one.content)) + one.sum_error;
        const auto record_at = directory.size();
        zip::append_central_record(directory, as, sum, bytes.size());
        if (one.mode != 0)
            for (std::size_t i = 0; i < 2; ++i)
                directory[record_at + 40 + i] = static_cast<char>(one.mode >> (8 * i) & 0xffU);
        zip::append_local_header(bytes, as, sum);
        bytes += one.content;
    }
    const zip::directory_place place{all.size(), bytes.size(), directory.size()};
    bytes += directory;
    zip::append_end_records(bytes, place);
    return bytes;
}

/// A file of a folder, open for reading.
inline unique_fd open_in(const temp_folder& folder, std::string_view name)
{
    return unique_fd(::open(folder.at(name).c_str(), O_RDONLY | O_CLOEXEC));
}

} // namespace sluice::test
