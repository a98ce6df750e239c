#pragma once

#include "async/task.hpp"
#include "base/deadline.hpp"
#include "net/byte_stream.hpp"

#include <chrono>

namespace sluice::server {

/// How long to watch a connection after the last byte of an answer.
struct proof_limits {
    std::chrono::milliseconds stall{}; // without any further byte acknowledged
    std::chrono::milliseconds end{};   // for the client's end, once all is acknowledged
};

/// Watches for the proof that a client has taken an answer whole.
class pickup_proof {
public:
    /// Before the answer: a client that has ended its side already can prove nothing by it later.
    explicit pickup_proof(net::byte_stream& stream);

    /// After the last byte was written. True: the client's kernel has acknowledged all of it, and
    /// the client has ended the connection properly after that, or sent its next request, or was
    /// still there at the end of the limit. False: it broke off, or does not take the rest, or the
    /// transport cannot tell.
    task<bool> wait(proof_limits limits);

private:
    net::byte_stream& stream_;
    bool ended_before_ = false;
};

} // namespace sluice::server
