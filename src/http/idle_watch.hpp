#pragma once

#include "net/byte_stream.hpp"

#include <memory>

namespace sluice::http {

/// Waits for a stream with a limit, without a timer for each wait: one timer of the connection is
/// moved only when it fires or a limit is sooner. On a connection that is asked again and again a
/// wait costs what one without any limit does. One loop.
class idle_watch {
public:
    /// The stream must outlive it.
    idle_watch(asio::any_io_executor loop, net::byte_stream& stream);
    idle_watch(const idle_watch&) = delete;
    idle_watch& operator=(const idle_watch&) = delete;
    ~idle_watch();

    /// As byte_stream::wait_readable.
    task<result<>> wait_readable(deadline limit);

    /// Takes the timer back, so that the loop can run out.
    void rest();

private:
    struct shared_state;

    void arm(deadline at);

    std::shared_ptr<shared_state> state_;
    net::byte_stream& stream_;
};

} // namespace sluice::http
