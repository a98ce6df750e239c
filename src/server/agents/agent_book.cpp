#include "server/agents/agent_book.hpp"

namespace sluice::server {

void agent_book::observe(observer told)
{
    told_.push_back(std::move(told));
}

void agent_book::enter(std::shared_ptr<agent_link> came)
{
    const auto id = came->facts().id;
    std::shared_ptr<agent_link> older;
    {
        const std::scoped_lock lock(mutex_);
        auto& place = by_id_[id];
        older = std::exchange(place, std::move(came));
    }
    if (older) older->close(fail(errc::fenced, "agent", "a newer session has this id"));
    for (const auto& told : told_)
        told(id, true);
}

void agent_book::leave(const agent_link& gone)
{
    const auto id = gone.facts().id;
    std::shared_ptr<agent_link> kept; // dies without the lock
    {
        const std::scoped_lock lock(mutex_);
        const auto found = by_id_.find(id);
        if (found == by_id_.end() || found->second.get() != &gone) return;
        kept = std::move(found->second);
        by_id_.erase(found);
    }
    for (const auto& told : told_)
        told(id, false);
}

std::shared_ptr<agent_link> agent_book::find(const std::string& id) const
{
    const std::scoped_lock lock(mutex_);
    const auto found = by_id_.find(id);
    return found == by_id_.end() ? nullptr : found->second;
}

std::vector<std::shared_ptr<agent_link>> agent_book::all() const
{
    const std::scoped_lock lock(mutex_);
    std::vector<std::shared_ptr<agent_link>> all;
    for (const auto& [id, link] : by_id_)
        all.push_back(link);
    return all;
}

std::size_t agent_book::size() const
{
    const std::scoped_lock lock(mutex_);
    return by_id_.size();
}

} // namespace sluice::server
