#include "storage/standing_files.hpp"

#include "storage/adopt_file.hpp"

#include <fcntl.h>

#include <map>

namespace sluice::storage {
namespace {

result<> sync_everything(file_calls& calls, target_folder& target)
{
    const auto top = target.folder(safe_path());
    if (!top) return top.error();
    if (calls.sync_file_system((*top)->get()) != 0) return target_error("sync", target.path());
    return ok;
}

/// False: it is there and cannot be opened, so only all files together can be synced.
result<bool> sync_one(file_calls& calls, int folder, const std::string& name)
{
    const unique_fd file(
        ::openat(folder, name.c_str(), O_RDONLY | O_NONBLOCK | O_NOCTTY | O_NOFOLLOW | O_CLOEXEC));
    if (!file) return errno == ENOENT || errno == ELOOP;
    struct ::stat found{};
    if (::fstat(file.get(), &found) != 0 || !S_ISREG(found.st_mode)) return true;
    if (calls.sync_data(file.get()) != 0) return target_error("sync", name);
    return true;
}

} // namespace

void standing_files::add(standing_file one)
{
    if (++count_ <= most_single)
        single_.push_back(std::move(one));
    else
        single_.clear();
}

result<> standing_files::sync(file_calls& calls, target_folder& target) const
{
    if (empty()) return ok;
    if (single_.empty()) return sync_everything(calls, target);
    std::map<std::string, shared_folder> folders;
    for (const auto& one : single_) {
        const auto folder = target.folder(one.folder);
        if (!folder) return folder.error();
        folders.emplace(one.folder.text(), *folder);
        const auto synced = sync_one(calls, (*folder)->get(), one.name);
        if (!synced) return synced.error();
        if (!*synced) return sync_everything(calls, target);
    }
    for (const auto& [path, folder] : folders)
        if (!sync_names(calls, folder)) return target_error("sync folder", path);
    return ok;
}

} // namespace sluice::storage
