#include "storage/root.hpp"

#include "storage/catalog.hpp"

#include <fcntl.h>
#include <linux/openat2.h>
#include <sys/syscall.h>

#ifndef RESOLVE_CACHED
#define RESOLVE_CACHED 0x20
#endif

namespace sluice::storage {
namespace {

// O_NONBLOCK: a FIFO must not hold the caller up before it is found out.
constexpr int file_flags = O_RDONLY | O_NONBLOCK | O_NOCTTY | O_NOFOLLOW;

/// The file if it is a regular one.
result<opened_file> checked(result<unique_fd> file, const safe_path& path)
{
    if (!file && file.error().code() == std::errc::no_such_device_or_address)
        return fail(errc::not_a_file, "open", path.text());
    if (!file) return file.error();
    const auto stamp = stamp_of_open(file->get());
    if (!stamp) return fail(stamp.error().code(), "open", path.text());
    return opened_file{std::move(*file), *stamp};
}

} // namespace

result<root> root::open(const std::string& folder)
{
    unique_fd opened(::open(folder.c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC));
    if (!opened) return fail_errno("open folder", folder);
    return root(std::move(opened));
}

result<unique_fd> root::open_beneath(const safe_path& path, int flags,
                                     std::uint64_t resolve_too) const
{
    open_how how{};
    how.flags = static_cast<std::uint64_t>(flags | O_CLOEXEC);
    how.resolve = RESOLVE_BENEATH | RESOLVE_NO_SYMLINKS | RESOLVE_NO_MAGICLINKS | resolve_too;
    const char* name = path.is_root() ? "." : path.text().c_str();
    const auto fd = ::syscall(SYS_openat2, folder_.get(), name, &how, sizeof(how));
    if (fd < 0) return fail_errno("open", path.text());
    return unique_fd(static_cast<int>(fd));
}

result<opened_file> root::open_file(const safe_path& path) const
{
    return checked(open_beneath(path, file_flags), path);
}

std::optional<result<opened_file>> root::open_file_cached(const safe_path& path) const
{
    auto file = open_beneath(path, file_flags, RESOLVE_CACHED);
    const bool unsure =
        !file && (file.error().code() == std::errc::resource_unavailable_try_again ||
                  file.error().code() == std::errc::invalid_argument);
    if (unsure) return std::nullopt;
    return checked(std::move(file), path);
}

result<unique_fd> root::open_folder(const safe_path& path) const
{
    return open_beneath(path, O_RDONLY | O_DIRECTORY);
}

result<struct ::stat> root::stat(const safe_path& path) const
{
    const auto at = open_beneath(path, O_PATH | O_NOFOLLOW);
    if (!at) return at.error();
    struct ::stat found{};
    if (::fstat(at->get(), &found) != 0) return fail_errno("stat", path.text());
    if (!S_ISREG(found.st_mode) && !S_ISDIR(found.st_mode))
        return fail(errc::not_a_file, "stat", path.text());
    return found;
}

std::optional<file_stamp> root::stamp_now(const safe_path& path) const
{
    struct ::stat found{};
    const auto& name = path.text();
    const bool nested = path.is_root() || name.find('/') != name.npos;
    if (!nested) {
        // Of a single name there is nothing on the way that could be a link.
        const int flags = AT_SYMLINK_NOFOLLOW | AT_NO_AUTOMOUNT;
        if (::fstatat(folder_.get(), name.c_str(), &found, flags) != 0) return std::nullopt;
    } else {
        const auto at = open_beneath(path, O_PATH | O_NOFOLLOW, RESOLVE_CACHED);
        if (!at || ::fstat(at->get(), &found) != 0) return std::nullopt;
    }
    if (!S_ISREG(found.st_mode)) return std::nullopt;
    return stamp_of(found);
}

std::unique_ptr<listing_walk> root::walk(catalog_query query) const
{
    return std::make_unique<catalog_walk>(*this, std::move(query));
}

} // namespace sluice::storage
