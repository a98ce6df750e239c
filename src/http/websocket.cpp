#include "http/websocket.hpp"

#include <algorithm>

namespace sluice::http {
namespace {

constexpr std::size_t read_size = 64U << 10U;

/// So often it is read for one piece of a message before others get their turn.
constexpr int most_fills = 4;

/// A peer that does not even take a pong for so long is gone.
constexpr auto owed_limit = std::chrono::seconds(30);

} // namespace

websocket::websocket(std::unique_ptr<net::byte_stream> on, websocket_role own,
                     websocket_limits limits, std::string_view early)
    : on_(std::move(on)),
      own_(own),
      parser_(own, limits)
{
    if (early.empty()) return;
    input_ = std::make_unique_for_overwrite<std::byte[]>(std::max(early.size(), read_size));
    std::ranges::copy(as_bytes(early), input_.get());
    end_ = early.size();
}

/// Reads what is there; only once everything before is parsed.
result<std::size_t> websocket::fill()
{
    if (!input_) input_ = std::make_unique_for_overwrite<std::byte[]>(read_size);
    const auto got = on_->read_now(std::span(input_.get(), read_size));
    if (!got) return got;
    begin_ = 0;
    end_ = *got;
    if (*got > 0) heard_at_ = std::chrono::steady_clock::now();
    return got;
}

/// Notes what is not for the reader. True: go on parsing.
bool websocket::take(const websocket_parser::step& step)
{
    using event = websocket_parser::event;
    switch (step.what) {
    case event::ping:
        // Only the last of several is owed an answer (RFC 6455, 5.5.3).
        owed_pong_.emplace(step.payload.begin(), step.payload.end());
        return true;
    case event::pong: return true;
    case event::close:
        close_came_ = true;
        closing_ = {step.code, std::string(as_text(step.payload))};
        owed_close_ = websocket_closing{step.code, {}};
        ended_ = fail(errc::peer_closed, "websocket",
                      std::to_string(closing_.code) +
                          (closing_.reason.empty() ? "" : " " + closing_.reason));
        return false;
    case event::refused: {
        const bool big = step.code == close_code::too_big;
        refuse(step.code, fail(big ? errc::too_large : errc::malformed_message, "websocket",
                               std::string(parser_.why())));
        return false;
    }
    default: return false;
    }
}

void websocket::refuse(std::uint16_t code, error why)
{
    if (ended_) return;
    owed_close_ = websocket_closing{code, why.detail()};
    ended_ = std::move(why);
}

result<std::optional<websocket_piece>> websocket::read_now()
{
    using event = websocket_parser::event;
    std::optional<websocket_piece> nothing;
    for (int fills = 0; fills <= most_fills;) {
        while (!ended_) {
            const auto step = parser_.push(byte_view(input_.get() + begin_, end_ - begin_));
            begin_ += step.used;
            if (step.what == event::data)
                return std::optional<websocket_piece>({step.kind, step.last, step.payload});
            if (!take(step)) break;
        }
        // Whoever waits next says to the peer what is to be said.
        if (ended_ && owes()) return nothing;
        if (ended_) return *ended_;
        const auto got = fill();
        if (!got) {
            ended_ = got.error();
            return got.error();
        }
        if (*got == 0) return nothing;
        ++fills;
    }
    flooded_ = true;
    return nothing;
}

/// An idle WebSocket keeps no buffer.
void websocket::let_go()
{
    input_.reset();
    begin_ = 0;
    end_ = 0;
    constexpr std::size_t kept = 1U << 10U;
    if (!writing_ && out_.capacity() > kept) out_ = byte_buffer();
}

task<result<>> websocket::wait_readable(deadline limit)
{
    if (owes()) {
        const auto soon = limit.or_sooner(deadline::after(owed_limit));
        const auto told = co_await send_owed(soon);
        if (!told && !ended_) co_return told.error();
    }
    if (ended_) co_return *ended_;
    if (flooded_) {
        flooded_ = false;
        auto here = co_await asio::this_coro::executor;
        co_await asio::post(here, asio::use_awaitable);
        if (limit.expired()) co_return fail(errc::timed_out, "websocket");
        co_return ok;
    }
    if (begin_ < end_) co_return ok;
    let_go();
    auto ready = co_await on_->wait_readable(limit);
    co_return ready;
}

task<result<websocket_message>> websocket::receive(deadline limit)
{
    websocket_message made;
    while (true) {
        const auto piece = read_now();
        if (!piece) co_return piece.error();
        if (*piece) {
            made.kind = (*piece)->kind;
            made.bytes += as_text((*piece)->bytes);
            if ((*piece)->last) co_return made;
            continue;
        }
        const auto ready = co_await wait_readable(limit);
        if (!ready) co_return ready.error();
    }
}

result<> websocket::move_to(asio::any_io_executor loop)
{
    left_.reset(); // belongs to the old loop
    return on_->move_to(std::move(loop));
}

} // namespace sluice::http
