#include "state/folder_lock.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>

#include <cerrno>
#include <filesystem>

namespace sluice::state {
namespace {

error refusal(const std::string& where)
{
    if (errno == EACCES || errno == EPERM || errno == EROFS)
        return fail(errc::not_writable, "state", where);
    return fail_errno("state", where);
}

} // namespace

result<> make_state_folder(const std::string& folder)
{
    auto above = std::filesystem::path(folder);
    if (!above.has_filename()) above = above.parent_path();
    above = above.parent_path();
    std::error_code ignored; // mkdir below says what is wrong
    if (!above.empty()) std::filesystem::create_directories(above, ignored);
    if (::mkdir(folder.c_str(), 0700) != 0) {
        if (errno != EEXIST) return refusal(folder);
        struct stat found{};
        if (::stat(folder.c_str(), &found) != 0) return refusal(folder);
        if (!S_ISDIR(found.st_mode)) return fail(errc::not_a_folder, "state", folder);
        return ok;
    }
    const unique_fd parent(::open(above.empty() ? "." : above.c_str(), O_RDONLY | O_DIRECTORY));
    if (parent && ::fsync(parent.get()) != 0) return refusal(folder);
    return ok;
}

result<folder_lock> folder_lock::take(const std::string& folder)
{
    const auto name = folder + "/lock";
    unique_fd file(::open(name.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600));
    if (!file) return refusal(name);
    if (::flock(file.get(), LOCK_EX | LOCK_NB) != 0) {
        if (errno == EWOULDBLOCK)
            return fail(errc::target_busy, "state", folder + " is used by another sluice-server");
        return refusal(name);
    }
    struct stat found{};
    if (::fstat(file.get(), &found) != 0) return refusal(name);
    return folder_lock(std::move(file), found.st_size > 0);
}

result<> folder_lock::mark_open()
{
    if (::pwrite(held_.get(), "o", 1, 0) != 1 || ::fsync(held_.get()) != 0)
        return fail_errno("state", "lock");
    return ok;
}

void folder_lock::mark_closed()
{
    // Failing costs a check at the next start, no more.
    if (::ftruncate(held_.get(), 0) == 0) static_cast<void>(::fsync(held_.get()));
}

} // namespace sluice::state
