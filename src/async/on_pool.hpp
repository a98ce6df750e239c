#pragma once

#include "async/task.hpp"

namespace sluice {

/// Runs work on the pool and resumes the caller on its own executor. Not cancellable: the caller
/// waits for the end, so whatever work refers to stays alive. What work throws, the caller throws.
/// Not co_spawn(pool, ...): in Asio 1.22 its cancellation crosses threads (docs/asio.md, trap 5).
template <class Work>
task<std::invoke_result_t<Work&>> on_pool(asio::thread_pool& pool, Work work)
{
    using value = std::invoke_result_t<Work&>;

    auto start = [&pool](auto handler, Work job) {
        auto home = asio::make_work_guard(asio::get_associated_executor(handler));
        asio::post(pool, [home = std::move(home), handler = std::move(handler),
                          job = std::move(job)]() mutable {
            std::exception_ptr thrown;
            value made{};
            try {
                // What work holds is destroyed here, before the caller goes on.
                auto last = std::move(job);
                made = last();
            } catch (...) {
                thrown = std::current_exception();
            }
            auto finish = [handler = std::move(handler), thrown, made = std::move(made)]() mutable {
                std::move(handler)(thrown, std::move(made));
            };
            asio::post(home.get_executor(), std::move(finish));
        });
    };
    return asio::async_initiate<const asio::use_awaitable_t<>, void(std::exception_ptr, value)>(
        start, asio::use_awaitable, std::move(work));
}

} // namespace sluice
