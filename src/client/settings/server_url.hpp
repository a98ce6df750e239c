#pragma once

#include "base/result.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace sluice::client {

/// Where a WebSocket of a server is.
struct server_url {
    bool secured = false; // wss
    std::string host;     // a name or an address, without brackets
    std::uint16_t port = 0;
    std::string target; // "/ws"
};

/// True for what begins with "ws://" or "wss://", in any case.
bool is_server_url(std::string_view text);

/// Reads "ws://HOST[:PORT][/PATH][?QUERY]" and the same with wss; ports default to 80 and 443, the
/// path to "/ws". Pure. Errors: bad_usage (anything else; credentials in front of the host, which
/// would stand in process lists and logs).
result<server_url> parse_server_url(std::string_view text);

} // namespace sluice::client
