#pragma once

#include "net/tcp_stream.hpp"
#include "net/tls_context.hpp"

#include <memory>

namespace sluice::net {

/// TLS (RFC 8446, RFC 5246) over a TCP connection. OpenSSL works on the descriptor itself, so that
/// the kernel can take over the ciphers where it knows them (docs/adr/0008). The program must
/// ignore SIGPIPE. The end of the stream counts only with close_notify: without it peer_closed has
/// the detail that TLS was cut off.
class tls_stream final : public byte_stream, public delivery_gauge {
public:
    /// Answers the handshake of who dialled. Errors: bad_magic (no TLS), unsupported_version,
    /// timed_out, peer_closed, malformed_message, cancelled (interrupted).
    static task<result<std::unique_ptr<tls_stream>>>
    accept(std::unique_ptr<tcp_stream> on, std::shared_ptr<const tls_context> how, deadline limit);

    /// Makes the handshake with a server and judges its certificate for `host`, a name or an
    /// address. Errors: as accept, and untrusted, with the fingerprint that came.
    static task<result<std::unique_ptr<tls_stream>>> connect(std::unique_ptr<tcp_stream> on,
                                                             std::shared_ptr<const tls_context> how,
                                                             std::string host, deadline limit);

    ~tls_stream() override;

    result<std::size_t> read_now(std::span<std::byte> into) override;
    result<std::optional<std::byte>> peek_byte() override;
    task<result<>> wait_readable(deadline limit) override;
    task<result<>> write(byte_view bytes, deadline limit, follow_up next) override;
    task<result<std::uint64_t>> send_file(int file, std::uint64_t offset, std::uint64_t length,
                                          deadline limit) override;
    void interrupt() noexcept override { socket_->interrupt(); }
    void end_sending() noexcept override;

    /// The descriptor stays the same, so OpenSSL need not know.
    result<> move_to(asio::any_io_executor loop) override
    {
        return socket_->move_to(std::move(loop));
    }
    void close() noexcept override;
    const std::string& peer() const noexcept override { return socket_->peer(); }

    /// Of the bytes as they are encrypted.
    result<delivery> delivery_now() override { return socket_->delivery_now(); }

    /// True for TLS 1.3, which the native protocol wants.
    bool is_newest_version() const;

    /// What ALPN agreed on; empty: nothing.
    std::string_view agreed_name() const;

    /// True while the kernel encrypts what is sent.
    bool kernel_sends() const;

private:
    struct raw_deleter {
        void operator()(ssl_st* ssl) const;
    };

    tls_stream(std::unique_ptr<tcp_stream> on, std::shared_ptr<const tls_context> how, ssl_st* ssl);

    static result<std::unique_ptr<tls_stream>> make(std::unique_ptr<tcp_stream> on,
                                                    std::shared_ptr<const tls_context> how);
    result<> expect(const std::string& host);
    result<> judge_certificate(const std::string& host) const;
    task<result<>> shake_hands(deadline limit);
    task<result<>> wait_for(int wanted, deadline limit);
    result<std::size_t> write_now(byte_view bytes);
    result<std::size_t> sendfile_now(int file, std::uint64_t offset, std::uint64_t length);
    task<result<>> write_all(byte_view bytes, deadline limit);
    task<result<std::uint64_t>> send_copied(int file, std::uint64_t offset, std::uint64_t length,
                                            deadline limit);
    task<result<std::uint64_t>> send_by_kernel(int file, std::uint64_t offset, std::uint64_t length,
                                               deadline limit);
    error broken(int code, std::string_view stage);

    std::unique_ptr<tcp_stream> socket_;
    std::shared_ptr<const tls_context> how_;
    std::unique_ptr<ssl_st, raw_deleter> ssl_;
    byte_buffer held_;          // small bytes that wait for what follows them
    int wanted_ = 0;            // what the last write waited for
    bool may_have_more_ = true; // bytes may stand in OpenSSL's buffer that no socket wait shows
    bool usable_ = false;       // past the handshake, nothing has failed
};

} // namespace sluice::net
