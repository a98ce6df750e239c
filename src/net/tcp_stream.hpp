#pragma once

#include "net/byte_stream.hpp"
#include "net/delivery.hpp"

namespace sluice::net {

/// A TCP connection. The system calls are made directly on the non-blocking descriptor; Asio only
/// waits, so a call that can go on at once costs no turn of the event loop.
class tcp_stream final : public byte_stream, public delivery_gauge {
public:
    /// Takes a connected socket; makes it non-blocking and switches Nagle's algorithm off.
    explicit tcp_stream(asio::ip::tcp::socket socket);

    /// The same for a connected socket of this machine (AF_UNIX), which has no address: peer is
    /// what it is called. Only bytes are moved and readiness is waited for, so the kind is no
    /// matter.
    tcp_stream(asio::ip::tcp::socket socket, std::string peer);

    result<std::size_t> read_now(std::span<std::byte> into) override;
    result<std::optional<std::byte>> peek_byte() override;
    task<result<>> wait_readable(deadline limit) override;
    task<result<>> write(byte_view bytes, deadline limit, follow_up next) override;
    task<result<>> write_pieces(std::span<const byte_view> pieces, deadline limit) override;
    void limit_unsent(std::size_t most) noexcept override;
    task<result<std::uint64_t>> send_file(int file, std::uint64_t offset, std::uint64_t length,
                                          deadline limit) override;
    result<> move_to(asio::any_io_executor loop) override;
    void interrupt() noexcept override;
    void end_sending() noexcept override;
    void close() noexcept override;
    const std::string& peer() const noexcept override { return peer_; }
    result<delivery> delivery_now() override;

    /// Waits until a write may go on. Errors: timed_out, cancelled (interrupted).
    task<result<>> wait_writable(deadline limit);

    /// The descriptor, still owned here, for a layer that makes its own calls on it.
    int descriptor() { return socket_.native_handle(); }

private:
    asio::ip::tcp::socket socket_;
    std::string peer_;
};

} // namespace sluice::net
