#include "async/notifier.hpp"

namespace sluice {

notifier::notifier(asio::any_io_executor executor)
    : timer_(executor, asio::steady_timer::time_point::max())
{
}

void notifier::notify_all()
{
    ++rung_;
    timer_.cancel();
}

task<bool> notifier::wait(deadline limit)
{
    const auto before = rung_;
    if (limit.is_never()) {
        auto [ignored] = co_await timer_.async_wait(as_result);
        (void)ignored;
        co_return true;
    }
    asio::steady_timer own(timer_.get_executor(), limit.at());
    [[maybe_unused]] const auto [order, rung, expired] =
        co_await make_parallel_group(timer_.async_wait(deferred), own.async_wait(deferred))
            .async_wait(wait_for_one(), asio::use_awaitable);
    co_return rung_ != before;
}

} // namespace sluice
