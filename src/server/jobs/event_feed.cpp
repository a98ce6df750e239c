#include "server/jobs/event_feed.hpp"

#include <algorithm>

namespace sluice::server {

std::shared_ptr<wake_up> event_feed::next(asio::any_io_executor executor)
{
    auto made = std::make_shared<wake_up>(std::move(executor));
    const std::scoped_lock lock(mutex_);
    if (closed_) {
        made->ring();
        return made;
    }
    if (waiting_.size() >= tidy_above_) {
        std::erase_if(waiting_, [](const auto& one) { return one.expired(); });
        tidy_above_ = std::max<std::size_t>(64, 2 * waiting_.size());
    }
    waiting_.push_back(made);
    return made;
}

std::vector<std::shared_ptr<wake_up>> event_feed::take()
{
    const std::scoped_lock lock(mutex_);
    std::vector<std::shared_ptr<wake_up>> all;
    for (const auto& one : waiting_)
        if (auto held = one.lock()) all.push_back(std::move(held));
    waiting_.clear();
    return all;
}

void event_feed::ring()
{
    for (const auto& one : take())
        one->ring();
}

void event_feed::close()
{
    {
        const std::scoped_lock lock(mutex_);
        closed_ = true;
    }
    ring();
}

bool event_feed::closed() const
{
    const std::scoped_lock lock(mutex_);
    return closed_;
}

} // namespace sluice::server
