#include "storage/file_stamp.hpp"

#include "storage/digest.hpp"

#include <algorithm>

namespace sluice::storage {
namespace {

std::int64_t nanoseconds(const timespec& t)
{
    // Dates before 1677 and after 2262 do not fit: file systems have them, clocks do not.
    constexpr std::int64_t most = 9'223'372'035;
    return std::clamp<std::int64_t>(t.tv_sec, -most, most) * 1'000'000'000 + t.tv_nsec;
}

} // namespace

file_stamp stamp_of(const struct ::stat& found)
{
    file_stamp stamp;
    stamp.device = found.st_dev;
    stamp.inode = found.st_ino;
    stamp.size = static_cast<std::uint64_t>(found.st_size);
    stamp.modified_ns = nanoseconds(found.st_mtim);
    stamp.changed_ns = nanoseconds(found.st_ctim);
    return stamp;
}

result<file_stamp> stamp_of_open(int file)
{
    struct ::stat found{};
    if (::fstat(file, &found) != 0) return fail_errno("stat");
    if (!S_ISREG(found.st_mode)) return fail(errc::not_a_file, "stat");
    return stamp_of(found);
}

proto::version_token version_of(const file_stamp& stamp)
{
    byte_buffer all;
    append_be(all, stamp.inode);
    append_be(all, stamp.size);
    append_be(all, static_cast<std::uint64_t>(stamp.modified_ns));
    append_be(all, static_cast<std::uint64_t>(stamp.changed_ns));
    const auto made = digest_of(digest_kind::xxh3, all);
    proto::version_token token{};
    std::copy_n(made.bytes().begin(), token.size(), token.begin());
    if (token == proto::version_token{}) token[0] = std::byte{1};
    return token;
}

std::int64_t unsettled_ns(const file_stamp& stamp, std::int64_t now_ns)
{
    constexpr std::uint64_t settled_after = 20'000'000;
    // Only the time of change: the other one is whatever somebody set. A change in the future means
    // that the clock was set back, and then the next one gets another date anyway.
    const auto [early, late] = std::minmax(now_ns, stamp.changed_ns);
    const auto age = static_cast<std::uint64_t>(late) - static_cast<std::uint64_t>(early);
    return static_cast<std::int64_t>(settled_after - std::min(age, settled_after));
}

} // namespace sluice::storage
