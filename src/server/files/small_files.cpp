#include "server/files/small_files.hpp"

namespace sluice::server {

small_files::lookup small_files::find(const std::string& path, clock::time_point now)
{
    const auto hash = std::hash<std::string>()(path);
    const std::scoped_lock lock(mutex_);
    auto& here = places_[hash % places_.size()];
    if (here.copy && now - here.copy->read_at < lifetime && here.path == path)
        return {here.copy, false};
    const bool again = here.missed == hash;
    here.missed = hash;
    return {nullptr, again};
}

void small_files::keep(const std::string& path, std::shared_ptr<const small_file_copy> copy)
{
    const auto hash = std::hash<std::string>()(path);
    const std::scoped_lock lock(mutex_);
    auto& here = places_[hash % places_.size()];
    here.path = path;
    // The old copy is let go after the lock.
    here.copy.swap(copy);
}

} // namespace sluice::server
