#pragma once

#include "async/notifier.hpp"

#include <atomic>
#include <memory>

namespace sluice::server {

/// Wakes all that wait for news of one topic on one loop, with one message to that loop however
/// many they are and however much happened.
class topic_bell : public std::enable_shared_from_this<topic_bell> {
public:
    explicit topic_bell(asio::any_io_executor loop) : loop_(loop), notifier_(loop) {}

    /// From any thread. Who looked before it began to wait is woken too: the ring comes behind
    /// whatever its loop is doing.
    void ring();

    /// Until the next ring, on the loop. Look again at what you wait for.
    task<bool> wait(deadline limit) { return notifier_.wait(limit); }

    const asio::any_io_executor& loop() const { return loop_; }

private:
    asio::any_io_executor loop_;
    std::atomic<bool> rung_ = false;
    notifier notifier_;
};

} // namespace sluice::server
