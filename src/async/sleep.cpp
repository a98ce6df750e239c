#include "async/sleep.hpp"

namespace sluice {

task<bool> sleep_until(deadline when)
{
    auto here = co_await asio::this_coro::executor;
    asio::steady_timer timer(here, when.at());
    auto [aborted] = co_await timer.async_wait(as_result);
    co_return !aborted;
}

} // namespace sluice
