#pragma once

#include "http/websocket.hpp"
#include "server/http/route.hpp"

namespace sluice::server {

/// Answers a request that wants a WebSocket: 101 and `next` gets the stream, or 400, 426 and what
/// answer_error says.
task<void> upgrade_websocket(route_call& call, http::upgraded next);

/// The parameters and the answers of a route that does, for its description.
std::vector<parameter_description> websocket_parameters();
std::vector<reply_description> websocket_replies();

} // namespace sluice::server
