#include "transfer/give/library.hpp"

#include <fcntl.h>

namespace sluice::transfer {

result<std::vector<state::library_record>> library::list()
{
    return shared_.store.library_files();
}

result<opened_library_file> library::open(const std::string& id)
{
    auto found = shared_.store.find_library_file(id);
    if (!found) return found.error();
    if (!*found) return fail(errc::not_found, "library", id);
    opened_library_file opened;
    opened.record = std::move(**found);
    // By the record's own id: only names that the server made reach the disk.
    opened.file.file.reset(::openat(shared_.library->get(), opened.record.id.c_str(),
                                    O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC));
    if (!opened.file.file) return fail_errno("library", id);
    const auto stamp = storage::stamp_of_open(opened.file.file.get());
    if (!stamp) return stamp.error();
    opened.file.stamp = *stamp;
    return opened;
}

result<> library::remove(const std::string& id)
{
    const auto removed = shared_.store.remove_library_file(id);
    if (!removed) return removed.error();
    if (!*removed) return fail(errc::not_found, "library", id);
    if (shared_.calls.unlink_at(shared_.library->get(), id.c_str()) != 0 && errno != ENOENT)
        return storage::target_error("remove", id);
    if (shared_.calls.sync_folder(shared_.library->get()) != 0)
        return storage::target_error("remove", id);
    return ok;
}

} // namespace sluice::transfer
