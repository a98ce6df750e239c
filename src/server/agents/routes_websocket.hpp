#pragma once

#include "server/http/route.hpp"

namespace sluice::server {

/// GET /ws: a WebSocket on which the native protocol is spoken in binary messages, or by which an
/// agent registers in JSON (docs/websocket.md). Who logs in there, or showed a token with the
/// request, is judged as at the native door.
std::vector<route> websocket_routes();

} // namespace sluice::server
