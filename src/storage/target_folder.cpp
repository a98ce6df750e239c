#include "storage/target_folder.hpp"

#include <fcntl.h>
#include <linux/openat2.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <filesystem>

namespace sluice::storage {
namespace {

constexpr std::size_t most_open = 32;

result<unique_fd> open_beneath(int parent, const std::string& name)
{
    open_how how{};
    how.flags = O_RDONLY | O_DIRECTORY | O_CLOEXEC;
    how.resolve = RESOLVE_BENEATH | RESOLVE_NO_SYMLINKS | RESOLVE_NO_MAGICLINKS;
    const auto fd = ::syscall(SYS_openat2, parent, name.c_str(), &how, sizeof(how));
    if (fd < 0) return target_error("open folder", name);
    return unique_fd(static_cast<int>(fd));
}

} // namespace

error target_error(std::string_view stage, std::string detail)
{
    const auto why = fail_errno(stage, std::move(detail));
    if (why == errc::permission_denied) return fail(errc::not_writable, stage, why.detail());
    return why;
}

target_folder::target_folder(file_calls& calls, unique_fd opened, std::string path)
    : calls_(calls),
      path_(std::move(path)),
      self_(std::make_shared<open_folder>())
{
    self_->descriptor = std::move(opened);
}

result<std::unique_ptr<target_folder>> target_folder::open(file_calls& calls,
                                                           const std::string& path)
{
    std::filesystem::path made;
    for (const auto& part : std::filesystem::path(path)) {
        const auto above = made.empty() ? std::filesystem::path(".") : made;
        made /= part;
        if (::access(made.c_str(), F_OK) == 0) continue;
        if (calls.make_folder(AT_FDCWD, made.c_str()) != 0 && errno != EEXIST)
            return target_error("make folder", made.string());
        const unique_fd parent(::open(above.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
        if (parent && calls.sync_folder(parent.get()) != 0)
            return target_error("sync folder", above.string());
    }
    unique_fd opened(calls.open_at(AT_FDCWD, path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC, 0));
    if (!opened) return target_error("open folder", path);
    return std::unique_ptr<target_folder>(new target_folder(calls, std::move(opened), path));
}

std::unique_ptr<target_folder> target_folder::adopt(file_calls& calls, unique_fd opened,
                                                    std::string path)
{
    return std::unique_ptr<target_folder>(
        new target_folder(calls, std::move(opened), std::move(path)));
}

result<std::unique_ptr<target_folder>> target_folder::below(const safe_path& path)
{
    auto opened = folder(path);
    if (!opened) return opened.error();
    auto made = adopt(calls_, unique_fd(), path_ + "/" + path.text());
    // Not a second descriptor: the folder knows which folders above it are not synced yet.
    made->self_ = std::move(*opened);
    return made;
}

result<shared_folder> target_folder::open_or_make(shared_folder parent, const std::string& name)
{
    auto opened = open_beneath(parent->get(), name);
    if (!opened && opened.error() != errc::not_found) return opened.error();
    auto made = std::make_shared<open_folder>();
    made->above = parent;
    made->fresh = true;
    if (!opened) {
        if (calls_.make_folder(parent->get(), name.c_str()) != 0 && errno != EEXIST)
            return target_error("make folder", name);
        opened = open_beneath(parent->get(), name);
        if (!opened) return opened.error();
    }
    made->descriptor = std::move(*opened);
    return made;
}

result<shared_folder> target_folder::folder(const safe_path& below)
{
    if (below.is_root()) return self_;
    const std::scoped_lock lock(mutex_);
    if (const auto known = opened_.find(below.text()); known != opened_.end()) return known->second;
    shared_folder at = self_;
    std::string_view left = below.text();
    while (!left.empty()) {
        const auto slash = left.find('/');
        auto next = open_or_make(at, std::string(left.substr(0, slash)));
        if (!next) return fail(next.error().code(), next.error().stage(), below.text());
        at = std::move(*next);
        left.remove_prefix(slash == std::string_view::npos ? left.size() : slash + 1);
    }
    if (opened_.size() >= most_open) opened_.clear();
    opened_.emplace(below.text(), at);
    return at;
}

} // namespace sluice::storage
