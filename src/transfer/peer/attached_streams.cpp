#include "transfer/peer/attached_streams.hpp"

namespace sluice::transfer {

void attached_streams::add(std::unique_ptr<net::byte_stream> attached)
{
    if (closed_ || waiting_.size() >= most_waiting) return;
    waiting_.push_back(std::move(attached));
    changed_.notify_all();
}

task<result<std::unique_ptr<net::frame_stream>>> attached_streams::connect()
{
    const auto limit = deadline::after(limit_);
    while (waiting_.empty() && !closed_) {
        const bool rung = co_await changed_.wait(limit);
        if (!rung && limit.expired()) co_return fail(errc::timed_out, "attach");
    }
    if (closed_) co_return fail(errc::peer_closed, "attach");
    auto next = std::move(waiting_.front());
    waiting_.pop_front();
    co_return std::make_unique<net::frame_stream>(std::move(next), proto::reply_limits);
}

void attached_streams::close()
{
    closed_ = true;
    waiting_.clear();
    changed_.notify_all();
}

} // namespace sluice::transfer
