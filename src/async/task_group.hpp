#pragma once

#include "async/task.hpp"

#include <functional>
#include <list>

namespace sluice {

/// Coroutines with an owner. Used from the one thread that runs the executor. Before it dies all of
/// its coroutines must have ended: cancel(), then join().
class task_group {
public:
    /// Called with what a coroutine threw, cancellation excepted.
    using on_failure = std::function<void(std::exception_ptr)>;

    task_group(asio::any_io_executor executor, on_failure report);
    task_group(const task_group&) = delete;
    task_group& operator=(const task_group&) = delete;
    ~task_group();

    void spawn(task<void> work);

    /// Asks every coroutine to end; join() waits for it.
    void cancel();

    /// Until none is left; those that are spawned meanwhile are waited for too.
    task<void> join();

    std::size_t size() const noexcept { return running_.size(); }

private:
    asio::any_io_executor executor_;
    on_failure report_;
    std::list<asio::cancellation_signal> running_;
    asio::steady_timer empty_; // never expires; cancelled when the last one ends
};

} // namespace sluice
