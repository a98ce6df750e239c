#pragma once

#include "http/websocket.hpp"

namespace sluice::http {

/// Where a WebSocket is to be opened, and as whom.
struct websocket_place {
    websocket_place(std::string host_field, std::string target_of, std::string token_of = {})
        : host(std::move(host_field)),
          target(std::move(target_of)),
          token(std::move(token_of))
    {
    }

    std::string host;   // for the Host field: "name:port"
    std::string target; // "/ws"
    std::string token;  // sent as a bearer token; empty: none
};

/// Opens a WebSocket as a client over a connected stream (RFC 6455, 4.1). The answer's key is
/// checked. Errors: bad_magic (the other side speaks no WebSocket), unauthenticated,
/// permission_denied, not_found, overloaded, unsupported (by status 401, 403, 404, 429 or 503, and
/// 426), timed_out, those of the transport.
task<result<std::unique_ptr<websocket>>> open_websocket(std::unique_ptr<net::byte_stream> on,
                                                        websocket_place where, deadline limit);

} // namespace sluice::http
