#include "http/websocket_stream.hpp"

#include <algorithm>

namespace sluice::http {

websocket_stream::websocket_stream(std::unique_ptr<websocket> on, byte_view first)
    : on_(std::move(on)),
      rest_(first)
{
}

/// Tries to have something in rest_.
result<> websocket_stream::need_rest()
{
    while (rest_.empty()) {
        const auto piece = on_->read_now();
        if (!piece) return piece.error();
        if (!*piece) return ok;
        if ((*piece)->kind == websocket_kind::text) {
            on_->refuse(close_code::unsupported_data,
                        fail(errc::malformed_message, "websocket", "text among binary messages"));
            return ok;
        }
        rest_ = (*piece)->bytes;
    }
    return ok;
}

result<std::size_t> websocket_stream::read_now(std::span<std::byte> into)
{
    std::size_t done = 0;
    while (done < into.size()) {
        const auto looked = need_rest();
        // What came before the end counts first; the end is told again.
        if (!looked && done == 0) return looked.error();
        if (rest_.empty()) break;
        const auto count = std::min(rest_.size(), into.size() - done);
        std::ranges::copy(rest_.first(count), into.begin() + static_cast<std::ptrdiff_t>(done));
        rest_ = rest_.subspan(count);
        done += count;
    }
    return done;
}

result<std::optional<std::byte>> websocket_stream::peek_byte()
{
    const auto looked = need_rest();
    if (!looked) return looked.error();
    if (rest_.empty()) return std::optional<std::byte>();
    return std::optional<std::byte>(rest_.front());
}

task<result<>> websocket_stream::wait_readable(deadline limit)
{
    if (!rest_.empty()) co_return ok;
    auto ready = co_await on_->wait_readable(limit);
    co_return ready;
}

task<result<>> websocket_stream::write(byte_view bytes, deadline limit, net::follow_up next)
{
    if (bytes.empty()) co_return ok;
    auto sent = co_await on_->send(websocket_kind::binary, bytes, limit, next);
    co_return sent;
}

task<result<std::uint64_t>> websocket_stream::send_file(int file, std::uint64_t offset,
                                                        std::uint64_t length, deadline limit)
{
    return on_->send_file(file, offset, length, limit);
}

} // namespace sluice::http
