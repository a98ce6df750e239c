#pragma once

#include "http/websocket.hpp"
#include "support/pipe_stream.hpp"
#include "support/run_task.hpp"

namespace sluice::test {

/// A WebSocket in memory: one of its ends is ours, the other is a websocket or bare bytes.
struct websocket_pair {
    explicit websocket_pair(http::websocket_limits limits = {}, pipe_options options = {})
        : ends(pipe_stream::make(io.get_executor(), options)),
          bare(ends.dialled.get()),
          server(std::make_unique<http::websocket>(std::move(ends.accepted),
                                                   http::websocket_role::server, limits))
    {
    }

    /// Takes the bare end.
    std::unique_ptr<http::websocket> make_client()
    {
        return std::make_unique<http::websocket>(std::move(ends.dialled),
                                                 http::websocket_role::client);
    }

    asio::io_context io;
    pipe_stream::pair ends;
    pipe_stream* bare; // the client's end
    std::unique_ptr<http::websocket> server;
};

inline deadline within(std::chrono::milliseconds span = std::chrono::seconds(20))
{
    return deadline::after(span);
}

/// All that comes until the end.
inline task<std::string> hear_all(net::byte_stream& from)
{
    std::string all;
    byte_buffer part(64U << 10U);
    while (true) {
        const auto got = co_await net::read_some(from, part, within());
        if (!got) co_return all;
        all += as_text(byte_view(part).first(*got));
    }
}

inline task<result<>> say(net::byte_stream& to, std::string text)
{
    const auto sent = co_await to.write(as_bytes(text), within(), net::follow_up::nothing);
    co_return sent;
}

} // namespace sluice::test
