#include "server/session_registry.hpp"

namespace sluice::server {

std::uint64_t session_registry::next_id()
{
    const std::scoped_lock lock(mutex_);
    return ++last_id_;
}

void session_registry::add(std::uint64_t id, const std::shared_ptr<session>& made)
{
    const std::scoped_lock lock(mutex_);
    sessions_[id] = made;
}

void session_registry::remove(std::uint64_t id)
{
    const std::scoped_lock lock(mutex_);
    sessions_.erase(id);
}

std::vector<std::shared_ptr<session>> session_registry::all() const
{
    // Locked sessions may die here, outside the mutex that their end takes.
    std::vector<std::shared_ptr<session>> living;
    const std::scoped_lock lock(mutex_);
    for (const auto& [id, weak] : sessions_)
        if (auto strong = weak.lock()) living.push_back(std::move(strong));
    return living;
}

std::shared_ptr<session> session_registry::find(std::uint64_t id) const
{
    const std::scoped_lock lock(mutex_);
    const auto at = sessions_.find(id);
    return at == sessions_.end() ? nullptr : at->second.lock();
}

std::size_t session_registry::size() const
{
    const std::scoped_lock lock(mutex_);
    return sessions_.size();
}

} // namespace sluice::server
