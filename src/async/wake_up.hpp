#pragma once

#include "async/task.hpp"
#include "base/deadline.hpp"

#include <atomic>
#include <memory>

namespace sluice {

/// Lets one coroutine wait for something that another thread announces, once. Owned by both sides,
/// so that either may go first.
class wake_up : public std::enable_shared_from_this<wake_up> {
public:
    /// executor: of the loop that will wait.
    explicit wake_up(asio::any_io_executor executor);

    /// From any thread. What was written before is seen by whoever wait() told of it.
    void ring();

    bool rung() const { return rung_.load(std::memory_order_acquire); }

    /// Until ring (true) or the limit (false). On the loop, by one coroutine.
    task<bool> wait(deadline limit);

private:
    std::atomic<bool> rung_ = false;
    asio::steady_timer timer_;
};

} // namespace sluice
