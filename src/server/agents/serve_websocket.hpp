#pragma once

#include "server/host.hpp"
#include "server/security/principal.hpp"

namespace sluice::server {

/// Serves a WebSocket to its end, on the loop of the caller. Its first message tells what is
/// spoken: binary, the native protocol, on which a session runs; text, JSON, by which an agent
/// registers (docs/websocket.md). who: by the token of the opening request; nobody in particular
/// without one.
task<void> serve_websocket(host& shared, principal who, std::unique_ptr<net::byte_stream> stream,
                           std::string early);

} // namespace sluice::server
