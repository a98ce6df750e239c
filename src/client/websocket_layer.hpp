#pragma once

#include "client/settings/client_settings.hpp"
#include "transfer/peer/connector.hpp"

namespace sluice::client {

/// What opens a WebSocket on a dialled stream, with the token of the login; empty where the
/// settings name none. Errors of it: as http::open_websocket.
transfer::stream_layer websocket_layer(const client_settings& wanted, const std::string& token);

} // namespace sluice::client
