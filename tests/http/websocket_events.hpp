#pragma once

#include "http/websocket_parser.hpp"

#include <algorithm>
#include <utility>
#include <vector>

namespace sluice::test {

/// All that a stream of frames says.
struct websocket_reading {
    struct message {
        http::websocket_kind kind = http::websocket_kind::binary;
        std::string bytes;

        bool operator==(const message&) const = default;
    };

    std::vector<message> messages; // those that ended
    std::vector<std::string> pings;
    std::vector<std::string> pongs;
    int closed = 0; // code
    std::string reason;
    int refused = 0; // code
    std::string why;

    bool operator==(const websocket_reading&) const = default;
};

/// Pushes the bytes in pieces of this size.
inline websocket_reading read_frames(std::string_view bytes, std::size_t piece,
                                     http::websocket_role own = http::websocket_role::server,
                                     http::websocket_limits limits = {})
{
    using event = http::websocket_parser::event;
    http::websocket_parser parser(own, limits);
    websocket_reading all;
    std::string part;
    std::size_t at = 0;
    std::size_t end = std::min(piece, bytes.size());
    while (true) {
        const auto step = parser.push(as_bytes(bytes.substr(at, end - at)));
        at += step.used;
        const std::string payload(as_text(step.payload));
        switch (step.what) {
        case event::need_more:
            if (at == bytes.size()) return all;
            end = std::min(at + piece, bytes.size());
            break;
        case event::data:
            part += payload;
            if (step.last) all.messages.push_back({step.kind, std::exchange(part, {})});
            break;
        case event::ping: all.pings.push_back(payload); break;
        case event::pong: all.pongs.push_back(payload); break;
        case event::close:
            all.closed = step.code;
            all.reason = payload;
            break;
        case event::refused:
            all.refused = step.code;
            all.why = parser.why();
            break;
        }
    }
}

} // namespace sluice::test
