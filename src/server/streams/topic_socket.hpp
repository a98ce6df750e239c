#pragma once

#include "http/websocket.hpp"
#include "server/streams/topic_answer.hpp"

namespace sluice::server {

/// Sends a topic over a WebSocket to its end: the schema as text, each message in a binary frame,
/// gaps as text (docs/streams.md).
task<void> subscribe_by_websocket(host& shared, std::shared_ptr<topic> to, topic_wish wish,
                                  std::unique_ptr<net::byte_stream> stream, std::string early);

/// Takes messages of a topic from a WebSocket to its end: the schema goes out as text, then
/// {"type":"accepted"} now and then.
task<void> publish_by_websocket(host& shared, std::shared_ptr<topic> to,
                                std::unique_ptr<net::byte_stream> stream, std::string early);

/// Wakes whatever waits on it, if it still lives.
std::function<void()> interrupter(const std::shared_ptr<http::websocket>& on);

/// Says why in a close frame, then closes.
task<void> end_topic_socket(http::websocket& on, error why);

} // namespace sluice::server
