#include "async/wake_up.hpp"

namespace sluice {

wake_up::wake_up(asio::any_io_executor executor) : timer_(std::move(executor)) {}

void wake_up::ring()
{
    rung_.store(true, std::memory_order_release);
    // The timer belongs to the loop: it is cancelled there, behind a wait that is just beginning.
    asio::post(timer_.get_executor(), [self = shared_from_this()] { self->timer_.cancel(); });
}

task<bool> wake_up::wait(deadline limit)
{
    const auto self = shared_from_this();
    timer_.expires_at(limit.at());
    while (!rung() && !limit.expired()) {
        auto [ignored] = co_await timer_.async_wait(as_result);
        (void)ignored;
    }
    co_return rung();
}

} // namespace sluice
