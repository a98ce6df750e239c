#pragma once

#include "async/task.hpp"
#include "base/deadline.hpp"

namespace sluice {

/// Lets coroutines of one loop wait until something they look at has changed. Not thread-safe.
class notifier {
public:
    explicit notifier(asio::any_io_executor executor);

    /// Wakes everybody who waits now; who comes later waits for the next call.
    void notify_all();

    /// Until notify_all (true) or the limit (false). Check what you wait for again afterwards.
    task<bool> wait(deadline limit);

private:
    asio::steady_timer timer_;
    std::uint64_t rung_ = 0;
};

} // namespace sluice
