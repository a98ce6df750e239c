#pragma once

#include "async/is_abort.hpp"
#include "async/task.hpp"
#include "base/deadline.hpp"

namespace sluice {

/// Runs op until limit. On expiry op is cancelled *and awaited*, so what it refers to may live on
/// the caller's frame; the outcome is errc::timed_out. A stream whose operation timed out is
/// unusable: close it. If the caller itself was cancelled, op's own error comes back.
/// Not `op || timer`: that waits for the first success, so a failing op would sit out the limit.
template <class T>
task<result<T>> with_deadline(deadline limit, task<result<T>> op)
{
    if (limit.is_never()) {
        auto plain = co_await std::move(op);
        co_return plain;
    }
    auto here = co_await asio::this_coro::executor;
    asio::steady_timer timer(here, limit.at());

    auto [order, thrown, outcome, timer_ec] =
        co_await make_parallel_group(asio::co_spawn(here, std::move(op), deferred),
                                     timer.async_wait(deferred))
            .async_wait(wait_for_one(), asio::use_awaitable);

    const auto state = co_await asio::this_coro::cancellation_state;
    const bool expired = order[0] == 1 && state.cancelled() == asio::cancellation_type::none;

    if (thrown && !(expired && is_abort(thrown))) std::rethrow_exception(thrown);
    if (expired && !outcome) co_return fail(errc::timed_out);
    co_return std::move(outcome);
}

} // namespace sluice
