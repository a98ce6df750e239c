#include "server/agents/routes_websocket.hpp"

#include "server/agents/serve_websocket.hpp"
#include "server/http/upgrade_websocket.hpp"

namespace sluice::server {
namespace {

task<void> open_websocket(route_call& call)
{
    http::upgraded next = [&shared = call.shared, who = call.who](
                              std::unique_ptr<net::byte_stream> stream, std::string early) {
        return serve_websocket(shared, who, std::move(stream), std::move(early));
    };
    return upgrade_websocket(call, std::move(next));
}

} // namespace

std::vector<route> websocket_routes()
{
    route row;
    row.method = "GET";
    row.path = "/ws";
    row.operation = "openWebSocket";
    row.tag = "websocket";
    row.summary = "Becomes a WebSocket: the native protocol in binary messages, agents in JSON";
    row.rate_counted = false; // connections are limited, as at the native door
    row.parameters = websocket_parameters();
    row.replies = websocket_replies();
    row.run = open_websocket;
    return {row};
}

} // namespace sluice::server
