#pragma once

#include "async/notifier.hpp"
#include "transfer/peer/connector.hpp"

#include <deque>

namespace sluice::transfer {

/// A connector for the side that was dialled: hands out connections on which the other side will
/// give, in the order in which they were attached. On one loop.
class attached_streams final : public connector {
public:
    /// limit: how long connect() waits for the next one.
    attached_streams(asio::any_io_executor executor, std::chrono::milliseconds limit)
        : limit_(limit),
          changed_(executor)
    {
    }

    /// More than this many that nobody took are closed at once.
    static constexpr std::size_t most_waiting = 128;

    /// A connection past its greeting, on this loop.
    void add(std::unique_ptr<net::byte_stream> attached);

    /// Errors: timed_out, peer_closed (closed here).
    task<result<std::unique_ptr<net::frame_stream>>> connect() override;

    /// Nothing is handed out any more, and what waits is closed.
    void close();

private:
    std::chrono::milliseconds limit_;
    std::deque<std::unique_ptr<net::byte_stream>> waiting_;
    notifier changed_;
    bool closed_ = false;
};

} // namespace sluice::transfer
