#pragma once

#include "async/task.hpp"
#include "base/deadline.hpp"

namespace sluice {

/// Waits until the socket can be read or written, or has failed: the next call on it tells.
/// Errors: timed_out at the limit; cancelled when the socket's waits were cancelled by somebody.
/// The socket must outlive the call. Works for any Asio object with async_wait(wait_type).
template <class Socket>
task<result<>> wait_ready(Socket& socket, typename Socket::wait_type what, deadline limit)
{
    std::error_code failed;
    bool expired = false;
    if (limit.is_never()) {
        auto [ec] = co_await socket.async_wait(what, as_result);
        failed = ec;
    } else {
        asio::steady_timer timer(socket.get_executor(), limit.at());
        auto [order, ec, timer_ec] = co_await make_parallel_group(socket.async_wait(what, deferred),
                                                                  timer.async_wait(deferred))
                                         .async_wait(wait_for_one(), asio::use_awaitable);
        expired = order[0] == 1 && !timer_ec;
        failed = ec;
    }
    if (!failed) co_return ok;
    if (expired) co_return fail(errc::timed_out, "wait");
    if (failed == asio::error::operation_aborted) co_return fail(errc::cancelled, "wait");
    co_return fail(failed, "wait");
}

} // namespace sluice
