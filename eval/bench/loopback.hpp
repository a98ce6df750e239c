#pragma once

#include "net/tcp_stream.hpp"

#include <memory>

namespace sluice::eval {

/// Both ends of one TCP connection over 127.0.0.1, on one event loop of the calling thread. Their
/// descriptors are non-blocking and stay valid as long as the streams.
struct loopback {
    loopback();

    /// Runs coroutines that were spawned on `io` until none is left; what they throw comes out.
    void run();

    asio::io_context io{1}; // one thread, as the loops of both programs
    std::unique_ptr<net::byte_stream> asking;
    std::unique_ptr<net::byte_stream> giving;
    int asking_descriptor = -1;
    int giving_descriptor = -1;
};

/// Completion of a coroutine that must not fail: lets its exception out of the event loop.
void rethrow(std::exception_ptr thrown);

/// Sends all bytes by send(2) and takes them in by recv(2) at the other end, in turns, until
/// `bytes.size()` of them have come.
void move_bare(int from, int to, byte_view bytes);

} // namespace sluice::eval
