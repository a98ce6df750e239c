#include "zip/staging_folder.hpp"

#include "storage/part_name.hpp"

#include <dirent.h>
#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <vector>

namespace sluice::zip {
namespace {

/// Only plain files are ever made here.
std::vector<std::string> names_in(int folder)
{
    std::vector<std::string> names;
    unique_fd own(::openat(folder, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    DIR* all = own ? ::fdopendir(own.get()) : nullptr;
    if (!all) return names;
    static_cast<void>(own.release());
    while (const auto* found = ::readdir(all))
        names.emplace_back(found->d_name);
    ::closedir(all);
    return names;
}

result<unique_fd> open_locked(storage::file_calls& calls, storage::name_at at)
{
    constexpr int flags = O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC;
    unique_fd folder(calls.open_at(at.folder, at.name, flags, 0));
    if (!folder) return storage::target_error("create", at.name);
    if (calls.lock(folder.get()) == 0) return folder;
    if (errno == EWOULDBLOCK) return fail(errc::target_busy, "lock", at.name);
    return storage::target_error("lock", at.name);
}

} // namespace

staging_folder::staging_folder(storage::file_calls& calls, storage::shared_folder in,
                               std::string name)
    : calls_(calls),
      in_(std::move(in)),
      name_(std::move(name))
{
}

result<std::unique_ptr<staging_folder>>
staging_folder::open(storage::file_calls& calls, storage::shared_folder in, std::string_view source)
{
    auto name = storage::part_names_for("unpack", source).part;
    const bool fresh = calls.make_folder(in->get(), name.c_str()) == 0;
    if (!fresh && errno != EEXIST) return storage::target_error("create", name);
    auto folder = open_locked(calls, {in->get(), name.c_str()});
    if (!folder && fresh) ::unlinkat(in->get(), name.c_str(), AT_REMOVEDIR);
    if (!folder) return folder.error();
    std::unique_ptr<staging_folder> made(new staging_folder(calls, std::move(in), std::move(name)));
    made->folder_ = std::move(*folder);
    made->clear();
    return made;
}

void staging_folder::clear()
{
    for (const auto& name : names_in(folder_.get()))
        if (name != "." && name != "..") calls_.unlink_at(folder_.get(), name.c_str());
}

staging_folder::~staging_folder()
{
    if (!folder_) return;
    clear();
    ::unlinkat(in_->get(), name_.c_str(), AT_REMOVEDIR);
}

} // namespace sluice::zip
