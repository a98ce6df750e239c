#include "http/websocket_parser.hpp"

#include <wslay/wslay.h>

#include <algorithm>
#include <new>

namespace sluice::http {
namespace {

bool is_control(std::uint8_t code)
{
    return code >= opcode::close;
}

bool is_known(std::uint8_t code)
{
    return code <= opcode::binary || (code >= opcode::close && code <= opcode::pong);
}

} // namespace

/// What wslay calls.
struct websocket_parser::callbacks {
    static ssize_t receive(std::uint8_t* into, std::size_t room, int, void* user)
    {
        auto& input = static_cast<websocket_parser*>(user)->input_;
        const auto count = std::min(room, input.size());
        if (count == 0) return -1; // nothing for now
        std::memcpy(into, input.data(), count);
        input = input.subspan(count);
        return static_cast<ssize_t>(count);
    }
};

void websocket_parser::releaser::operator()(wslay_frame_context* context) const
{
    wslay_frame_context_free(context);
}

websocket_parser::websocket_parser(websocket_role own, websocket_limits limits)
    : own_(own),
      limits_(limits)
{
    const wslay_frame_callbacks table{nullptr, callbacks::receive, nullptr};
    wslay_frame_context_ptr made = nullptr;
    if (wslay_frame_context_init(&made, &table, this) != 0) throw std::bad_alloc();
    context_.reset(made);
}

websocket_parser::step websocket_parser::push(byte_view bytes)
{
    if (over_) return {event::need_more, bytes.size(), {}, {}, {}, {}};
    input_ = bytes;
    auto made = next();
    made.used = bytes.size() - input_.size();
    input_ = {};
    return made;
}

websocket_parser::step websocket_parser::refuse(std::uint16_t code, std::string_view why)
{
    over_ = true;
    why_ = why;
    step made;
    made.what = event::refused;
    made.code = code;
    return made;
}

/// False: the frame is not acceptable.
bool websocket_parser::begin_frame(const wslay_frame_iocb& got, step& refusal)
{
    const auto no = [&](std::uint16_t code, std::string_view why) {
        refusal = refuse(code, why);
        return false;
    };
    if (got.rsv != 0) return no(close_code::protocol_error, "reserved bits");
    if ((got.mask != 0) != (own_ == websocket_role::server))
        return no(close_code::protocol_error, "mask");
    if (!is_known(got.opcode)) return no(close_code::protocol_error, "opcode");
    inside_frame_ = true;
    opcode_ = got.opcode;
    frame_left_ = got.payload_length;
    control_size_ = 0;
    if (is_control(opcode_)) return true;
    if ((opcode_ == opcode::continuation) != inside_message_)
        return no(close_code::protocol_error, "order of fragments");
    if (!inside_message_) {
        kind_ = opcode_ == opcode::text ? websocket_kind::text : websocket_kind::binary;
        message_bytes_ = 0;
        text_ = {};
        inside_message_ = true;
    }
    const auto most = kind_ == websocket_kind::text ? limits_.text : limits_.binary;
    if (message_bytes_ > most || got.payload_length > most - message_bytes_)
        return no(close_code::too_big, "message too long");
    message_bytes_ += got.payload_length;
    return true;
}

websocket_parser::step websocket_parser::next()
{
    while (true) {
        wslay_frame_iocb got{};
        const auto said = wslay_frame_recv(context_.get(), &got);
        if (said == WSLAY_ERR_WANT_READ) return {};
        if (said < 0) return refuse(close_code::protocol_error, "frame");
        step refusal;
        if (!inside_frame_ && !begin_frame(got, refusal)) return refusal;
        frame_left_ -= got.data_length;
        const bool ended = frame_left_ == 0;
        inside_frame_ = !ended;
        const std::span<const std::uint8_t> bytes(got.data, got.data_length);
        if (is_control(opcode_)) {
            std::ranges::copy(std::as_bytes(bytes), control_.begin() + control_size_);
            control_size_ += bytes.size();
            if (ended) return end_control();
            continue;
        }
        const auto made = take_data(got, ended);
        if (made.what != event::need_more) return made;
    }
}

websocket_parser::step websocket_parser::take_data(const wslay_frame_iocb& got, bool ended)
{
    step made;
    made.payload = std::as_bytes(std::span(got.data, got.data_length));
    made.kind = kind_;
    made.last = ended && got.fin != 0;
    if (kind_ == websocket_kind::text) {
        const bool fine = text_.feed(made.payload) && (!made.last || text_.complete());
        if (!fine) return refuse(close_code::invalid_text, "text is not UTF-8");
    }
    if (made.last) inside_message_ = false;
    if (made.last || !made.payload.empty()) made.what = event::data;
    return made;
}

websocket_parser::step websocket_parser::end_control()
{
    if (opcode_ == opcode::close) return end_close();
    step made;
    made.what = opcode_ == opcode::ping ? event::ping : event::pong;
    made.payload = byte_view(control_).first(control_size_);
    return made;
}

websocket_parser::step websocket_parser::end_close()
{
    const auto all = byte_view(control_).first(control_size_);
    step made;
    made.what = event::close;
    made.code = close_code::none;
    if (all.size() == 1) return refuse(close_code::protocol_error, "half a close code");
    if (!all.empty()) {
        made.code = load_be<std::uint16_t>(all.data());
        made.payload = all.subspan(2);
        if (!may_be_sent(made.code)) return refuse(close_code::protocol_error, "close code");
        utf8_check reason;
        if (!reason.feed(made.payload) || !reason.complete())
            return refuse(close_code::invalid_text, "reason is not UTF-8");
    }
    over_ = true;
    return made;
}

} // namespace sluice::http
