#pragma once

#include "base/result.hpp"
#include "proto/messages.hpp"

#include <sys/stat.h>

namespace sluice::storage {

/// What the file system says of a file's identity and last change. Equal stamps mean equal bytes,
/// provided that the stamp is settled.
struct file_stamp {
    std::uint64_t device = 0;
    std::uint64_t inode = 0;
    std::uint64_t size = 0;
    std::int64_t modified_ns = 0;
    std::int64_t changed_ns = 0;

    friend bool operator==(const file_stamp&, const file_stamp&) = default;
};

/// The stamp in what stat(2) found.
file_stamp stamp_of(const struct ::stat& found);

/// The stamp of an open regular file. Errors: not_a_file, io_failed.
result<file_stamp> stamp_of_open(int file);

/// The opaque token that travels: XXH3-128 over inode, size, mtime and ctime. Never all zero.
proto::version_token version_of(const file_stamp& stamp);

/// How long to wait until another change could not leave the stamp as it is: file systems count in
/// ticks of the kernel (10 ms at most), so a file changed just now may change again within one.
/// now_ns is the real-time clock. Zero for a settled file.
std::int64_t unsettled_ns(const file_stamp& stamp, std::int64_t now_ns);

} // namespace sluice::storage
