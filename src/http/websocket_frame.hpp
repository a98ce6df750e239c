#pragma once

#include "base/bytes.hpp"
#include "http/websocket_rules.hpp"

#include <memory>

struct wslay_frame_context;

namespace sluice::http {

/// Writes one frame, unfragmented: the head, then the payload in pieces. A client's frame is masked
/// with a key of its own out of OpenSSL's random numbers (RFC 6455, 5.3).
class websocket_frame {
public:
    /// length: of the whole payload; at most 125 for a control frame.
    websocket_frame(websocket_role own, std::uint8_t code, std::uint64_t length);
    websocket_frame(const websocket_frame&) = delete;
    websocket_frame& operator=(const websocket_frame&) = delete;

    /// First, once.
    void append_head(byte_buffer& to) { append({}, to); }

    /// The next bytes of the payload; a server may as well send them as they are.
    void append_payload(byte_buffer& to, byte_view part)
    {
        if (!part.empty()) append(part, to);
    }

private:
    struct callbacks;
    struct releaser {
        void operator()(wslay_frame_context* context) const;
    };

    void append(byte_view part, byte_buffer& to);

    websocket_role own_;
    std::uint8_t opcode_;
    std::uint64_t length_;
    byte_buffer* to_ = nullptr;
    std::unique_ptr<wslay_frame_context, releaser> context_;
};

/// A whole frame.
void append_frame(byte_buffer& to, websocket_role own, std::uint8_t code, byte_view payload);

/// A close frame; close_code::none sends none. The reason is cut at 123 bytes, not inside of a
/// character.
void append_close(byte_buffer& to, websocket_role own, std::uint16_t code, std::string_view reason);

} // namespace sluice::http
