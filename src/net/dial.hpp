#pragma once

#include "net/tcp_stream.hpp"

#include <memory>

namespace sluice::net {

/// Where a peer listens: a host name or address, and a port.
struct endpoint_name {
    std::string host;
    std::uint16_t port = 0;
};

/// Resolves and connects, trying each address in turn. Errors: unreachable (unknown host, refused,
/// no route), timed_out; the detail names host and port.
task<result<std::unique_ptr<tcp_stream>>> dial_tcp(endpoint_name where, deadline limit);

/// The same, for who speaks without TLS.
task<result<std::unique_ptr<byte_stream>>> dial(endpoint_name where, deadline limit);

} // namespace sluice::net
