#pragma once

#include "http/request.hpp"
#include "http/response.hpp"

#include <span>

/// The opening handshake of WebSocket (RFC 6455, 4), without its bytes. Pure.
namespace sluice::http {

/// What a client's Sec-WebSocket-Key must be answered with.
std::string websocket_accept(std::string_view key);

/// True if the request asks for a WebSocket, rightly or not: Upgrade names it.
bool asks_for_websocket(const request& asked);

/// What becomes of an opening request.
struct websocket_answer {
    int status = 101;             // 101; 426: another version, or no WebSocket asked for; 400
    std::string_view detail = {}; // of a refusal; static storage
    http::fields fields;          // for the answer, of either kind
    std::string protocol;         // agreed on; empty: none
};

/// Judges an opening request. Of the subprotocols that the client names, the first that is one of
/// `ours` is agreed on. Whether the page it comes from may do so (Origin) is judged elsewhere.
websocket_answer judge_websocket(const request& asked, std::span<const std::string_view> ours = {});

} // namespace sluice::http
