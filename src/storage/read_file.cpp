#include "storage/read_file.hpp"

#include <fcntl.h>
#include <sys/uio.h>
#include <unistd.h>

#include <algorithm>
#include <array>

namespace sluice::storage {

result<std::size_t> read_at(int file, std::uint64_t offset, std::span<std::byte> into)
{
    std::size_t done = 0;
    while (done < into.size()) {
        const auto rest = into.subspan(done);
        const auto got = ::pread(file, rest.data(), rest.size(), static_cast<off_t>(offset + done));
        if (got < 0 && errno == EINTR) continue;
        if (got < 0) return fail_errno("read");
        if (got == 0) break;
        done += static_cast<std::size_t>(got);
    }
    return done;
}

std::optional<result<std::size_t>> read_cached(int file, std::uint64_t offset,
                                               std::span<std::byte> into)
{
    std::size_t done = 0;
    while (done < into.size()) {
        const auto rest = into.subspan(done);
        iovec where{rest.data(), rest.size()};
        const auto got = ::preadv2(file, &where, 1, static_cast<off_t>(offset + done), RWF_NOWAIT);
        if (got < 0 && errno == EINTR) continue;
        if (got < 0 && (errno == EAGAIN || errno == EOPNOTSUPP || errno == EINVAL))
            return std::nullopt;
        if (got < 0) return result<std::size_t>(fail_errno("read"));
        if (got == 0) break;
        done += static_cast<std::size_t>(got);
    }
    return result<std::size_t>(done);
}

bool is_cached(int file, std::uint64_t offset, std::uint64_t length)
{
    if (length == 0) return true;
    std::array<std::byte, 1> one{};
    for (const auto at : {offset, offset + length / 2, offset + length - 1}) {
        iovec where{one.data(), one.size()};
        const auto got = ::preadv2(file, &where, 1, static_cast<off_t>(at), RWF_NOWAIT);
        // A file system without RWF_NOWAIT (or an error): sendfile finds out by itself.
        if (got < 0 && errno == EAGAIN) return false;
    }
    return true;
}

void warm(int file, std::uint64_t offset, std::uint64_t length)
{
    ::posix_fadvise(file, static_cast<off_t>(offset), static_cast<off_t>(length),
                    POSIX_FADV_WILLNEED);
    static thread_local std::vector<std::byte> scratch(256U << 10U);
    while (length > 0) {
        const auto count = std::min<std::uint64_t>(length, scratch.size());
        const auto got = read_at(file, offset, std::span(scratch).first(count));
        if (!got || *got == 0) return;
        offset += count;
        length -= count;
    }
}

} // namespace sluice::storage
