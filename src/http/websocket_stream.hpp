#pragma once

#include "http/websocket.hpp"

namespace sluice::http {

/// The payload of binary messages as one stream of bytes, so that whoever speaks over TCP speaks
/// over a WebSocket too. Where a message begins and ends means nothing. Text is refused with 1003.
class websocket_stream final : public net::byte_stream {
public:
    /// first: of a message that was begun to read; its bytes live until `on` is read again.
    explicit websocket_stream(std::unique_ptr<websocket> on, byte_view first = {});

    result<std::size_t> read_now(std::span<std::byte> into) override;
    result<std::optional<std::byte>> peek_byte() override;
    task<result<>> wait_readable(deadline limit) override;
    task<result<>> write(byte_view bytes, deadline limit, net::follow_up next) override;
    task<result<std::uint64_t>> send_file(int file, std::uint64_t offset, std::uint64_t length,
                                          deadline limit) override;
    void interrupt() noexcept override { on_->interrupt(); }
    result<> move_to(asio::any_io_executor loop) override { return on_->move_to(std::move(loop)); }
    void close() noexcept override { on_->cut(); }
    const std::string& peer() const noexcept override { return on_->peer(); }

private:
    result<> need_rest();

    std::unique_ptr<websocket> on_;
    byte_view rest_; // of a piece, not yet read
};

} // namespace sluice::http
