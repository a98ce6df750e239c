#pragma once

#include "async/task.hpp"
#include "base/deadline.hpp"

#include <cstdio>
#include <cstdlib>
#include <optional>
#include <stdexcept>

namespace sluice::test {

/// A limit that only what hangs meets; sooner than the watchdog.
inline deadline soon()
{
    return deadline::after(std::chrono::seconds(20));
}

/// Runs until nothing is left to do. What is still waiting after a minute waits for ever, and holds
/// what cannot be destroyed under it: the program ends.
inline void run_watched(asio::io_context& io)
{
    io.restart();
    io.run_for(std::chrono::minutes(1));
    if (io.stopped()) return;
    std::fputs("the watchdog barked: something waits for ever\n", stderr);
    std::abort();
}

/// Runs a coroutine, and what else the io_context holds, until nothing is left to do. What the
/// coroutine throws comes out; one that never ends is a logic_error.
template <class T>
T run_task(asio::io_context& io, task<T> work)
{
    std::exception_ptr failed;
    std::optional<T> value;
    auto done = [&](std::exception_ptr thrown, T made) {
        failed = thrown;
        value.emplace(std::move(made));
    };
    asio::co_spawn(io, std::move(work), std::move(done));
    run_watched(io);
    if (failed) std::rethrow_exception(failed);
    if (!value) throw std::logic_error("the coroutine did not end");
    return std::move(*value);
}

inline void run_task(asio::io_context& io, task<void> work)
{
    std::exception_ptr failed;
    bool ended = false;
    auto done = [&](std::exception_ptr thrown) {
        failed = thrown;
        ended = true;
    };
    asio::co_spawn(io, std::move(work), std::move(done));
    run_watched(io);
    if (failed) std::rethrow_exception(failed);
    if (!ended) throw std::logic_error("the coroutine did not end");
}

/// Lets everything else that is ready run first.
inline task<void> let_others_run()
{
    auto here = co_await asio::this_coro::executor;
    for (int turn = 0; turn < 8; ++turn)
        co_await asio::post(here, asio::use_awaitable);
}

/// Sets a flag when it goes: shows when a coroutine's frame was destroyed.
class flag_on_exit {
public:
    explicit flag_on_exit(bool& flag) : flag_(flag) {}
    flag_on_exit(const flag_on_exit&) = delete;
    flag_on_exit& operator=(const flag_on_exit&) = delete;
    ~flag_on_exit() { flag_ = true; }

private:
    bool& flag_;
};

} // namespace sluice::test
