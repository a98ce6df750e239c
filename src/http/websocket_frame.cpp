#include "http/websocket_frame.hpp"

#include <openssl/rand.h>
#include <wslay/wslay.h>

#include <new>
#include <stdexcept>

namespace sluice::http {

/// What wslay calls.
struct websocket_frame::callbacks {
    static ssize_t send(const std::uint8_t* bytes, std::size_t count, int, void* user)
    {
        auto& to = *static_cast<websocket_frame*>(user)->to_;
        sluice::append(to, std::as_bytes(std::span(bytes, count)));
        return static_cast<ssize_t>(count);
    }

    static int make_mask(std::uint8_t* into, std::size_t count, void*)
    {
        return ::RAND_bytes(into, static_cast<int>(count)) == 1 ? 0 : -1;
    }
};

void websocket_frame::releaser::operator()(wslay_frame_context* context) const
{
    wslay_frame_context_free(context);
}

websocket_frame::websocket_frame(websocket_role own, std::uint8_t code, std::uint64_t length)
    : own_(own),
      opcode_(code),
      length_(length)
{
    const wslay_frame_callbacks table{callbacks::send, nullptr, callbacks::make_mask};
    wslay_frame_context_ptr made = nullptr;
    if (wslay_frame_context_init(&made, &table, this) != 0) throw std::bad_alloc();
    context_.reset(made);
}

void websocket_frame::append(byte_view part, byte_buffer& to)
{
    to_ = &to;
    wslay_frame_iocb what{};
    what.fin = 1;
    what.opcode = opcode_;
    what.mask = own_ == websocket_role::client ? 1 : 0;
    what.payload_length = length_;
    what.data = reinterpret_cast<const std::uint8_t*>(part.data());
    what.data_length = part.size();
    const auto said = wslay_frame_send(context_.get(), &what);
    if (said != static_cast<ssize_t>(part.size())) throw std::logic_error("a frame not to be sent");
}

void append_frame(byte_buffer& to, websocket_role own, std::uint8_t code, byte_view payload)
{
    websocket_frame frame(own, code, payload.size());
    frame.append_head(to);
    frame.append_payload(to, payload);
}

void append_close(byte_buffer& to, websocket_role own, std::uint16_t code, std::string_view reason)
{
    byte_buffer payload;
    if (code != close_code::none) {
        append_be(payload, code);
        auto size = std::min(reason.size(), max_control_payload - 2);
        const auto inside = [&](std::size_t at) {
            return at < reason.size() && (static_cast<unsigned char>(reason[at]) & 0xc0U) == 0x80U;
        };
        while (size > 0 && inside(size))
            --size;
        append(payload, as_bytes(reason.substr(0, size)));
    }
    append_frame(to, own, opcode::close, payload);
}

} // namespace sluice::http
