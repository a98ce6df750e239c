#pragma once

#include "net/tcp_stream.hpp"

#include <memory>

namespace sluice::test {

/// Both ends of a TCP connection over the loopback.
struct tcp_pair {
    explicit tcp_pair(asio::io_context& io, const char* address = "127.0.0.1")
    {
        using asio::ip::tcp;
        tcp::acceptor listening(io, tcp::endpoint(asio::ip::make_address(address), 0));
        tcp::socket dialled(io);
        dialled.connect(listening.local_endpoint());
        dialled_port = dialled.local_endpoint().port();
        accepted = std::make_unique<net::tcp_stream>(listening.accept());
        near = std::make_unique<net::tcp_stream>(std::move(dialled));
    }

    std::uint16_t dialled_port = 0;
    std::unique_ptr<net::tcp_stream> near;
    std::unique_ptr<net::tcp_stream> accepted;
};

} // namespace sluice::test
