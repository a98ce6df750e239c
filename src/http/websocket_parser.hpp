#pragma once

#include "http/utf8_check.hpp"
#include "http/websocket_rules.hpp"

#include <array>
#include <memory>
#include <string>
#include <string_view>

struct wslay_frame_context;
struct wslay_frame_iocb;

namespace sluice::http {

/// Reads the frames of a WebSocket (RFC 6455, 5) out of bytes that are pushed into it. wslay takes
/// the frames apart; what may follow what, masks, lengths, UTF-8 and close codes are judged here.
/// Messages come in pieces as their bytes come: nothing is kept, and nothing is allocated for what
/// a peer merely declares. Pure. Not to be moved: wslay points back at it.
class websocket_parser {
public:
    /// own: the side that reads.
    explicit websocket_parser(websocket_role own, websocket_limits limits = {});
    websocket_parser(const websocket_parser&) = delete;
    websocket_parser& operator=(const websocket_parser&) = delete;

    enum class event {
        need_more, // all bytes are used
        data,      // the next piece of a message
        ping,      // to be answered by a pong with the same payload
        pong,
        close,   // code and payload (the reason); nothing is read afterwards
        refused, // code to close with, and why(); nothing is read afterwards
    };

    struct step {
        event what = event::need_more;
        std::size_t used = 0; // bytes consumed; push the rest again
        websocket_kind kind = websocket_kind::binary;
        bool last = false;      // of data: the message ends with this piece, which may be empty
        std::uint16_t code = 0; // of close (1005: none was given) and refused
        byte_view payload;      // a view that lives until the next push
    };

    /// Goes to the next event. To be called until it says need_more: bytes that count as used may
    /// hold more than one.
    step push(byte_view bytes);

    /// Applies to the frames not yet begun.
    void set_limits(websocket_limits limits) { limits_ = limits; }

    /// Of refused; static storage.
    std::string_view why() const { return why_; }

    /// True inside of a message of which some has come.
    bool inside_message() const { return inside_message_; }

private:
    struct callbacks;
    struct releaser {
        void operator()(wslay_frame_context* context) const;
    };

    step next();
    step refuse(std::uint16_t code, std::string_view why);
    bool begin_frame(const wslay_frame_iocb& got, step& refusal);
    step take_data(const wslay_frame_iocb& got, bool ended);
    step end_control();
    step end_close();

    websocket_role own_;
    websocket_limits limits_;
    std::unique_ptr<wslay_frame_context, releaser> context_;
    byte_view input_;   // of the push that goes on
    bool over_ = false; // closed or refused
    bool inside_frame_ = false;
    bool inside_message_ = false;
    std::uint8_t opcode_ = 0;      // of the frame
    std::uint64_t frame_left_ = 0; // bytes
    websocket_kind kind_ = websocket_kind::binary;
    std::uint64_t message_bytes_ = 0; // declared so far
    utf8_check text_;
    std::array<std::byte, max_control_payload> control_;
    std::size_t control_size_ = 0;
    std::string_view why_;
};

} // namespace sluice::http
