#pragma once

#include "async/task.hpp"

#include <exception>
#include <optional>

namespace sluice::test {

/// Runs one coroutine on the loop until it ends; what it throws is thrown here.
template <class T>
T run_here(asio::io_context& loop, task<T> work)
{
    std::optional<T> outcome;
    std::exception_ptr thrown;
    asio::co_spawn(loop, std::move(work), [&](std::exception_ptr what, T value) {
        thrown = what;
        outcome.emplace(std::move(value));
    });
    loop.restart();
    while (!outcome && loop.run_one() > 0) {
    }
    if (thrown) std::rethrow_exception(thrown);
    return std::move(*outcome);
}

} // namespace sluice::test
