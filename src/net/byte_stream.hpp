#pragma once

#include "async/task.hpp"
#include "base/bytes.hpp"
#include "base/deadline.hpp"

#include <optional>
#include <span>
#include <string>

namespace sluice::net {

/// Whether more bytes of the same reply follow at once, so that the kernel may hold a short segment
/// back (MSG_MORE of send(2)).
enum class follow_up { nothing, more };

/// A connected stream of bytes: TCP or TLS, scripted bytes in tests. Used from one loop. After an
/// error, other than would-block, it is unusable.
class byte_stream {
public:
    virtual ~byte_stream() = default;

    /// Reads what is there without waiting: bytes read, 0 when nothing has come yet.
    /// Errors: peer_closed at the end of the stream.
    virtual result<std::size_t> read_now(std::span<std::byte> into) = 0;

    /// The next byte without taking it, so that it can be told what the peer speaks; nothing when
    /// none has come yet. Errors: peer_closed at the end of the stream.
    virtual result<std::optional<std::byte>> peek_byte() = 0;

    /// Waits until read_now may have something to say. Errors: timed_out, cancelled (interrupted).
    virtual task<result<>> wait_readable(deadline limit) = 0;

    /// Writes all bytes or fails. Errors: timed_out, peer_closed.
    virtual task<result<>> write(byte_view bytes, deadline limit, follow_up next) = 0;

    /// Writes several pieces, one behind the other, with few system calls where the transport can.
    /// Errors: as write.
    virtual task<result<>> write_pieces(std::span<const byte_view> pieces, deadline limit);

    /// Lets no more than so many bytes wait in the kernel that were never sent, where the transport
    /// can: for many receivers, some of which do not read.
    virtual void limit_unsent(std::size_t) noexcept {}

    /// Sends bytes of an open file, by sendfile(2) where the transport can. Returns how many were
    /// sent: fewer than length only if the file ended.
    virtual task<result<std::uint64_t>> send_file(int file, std::uint64_t offset,
                                                  std::uint64_t length, deadline limit) = 0;

    /// Makes the wait of another coroutine on this stream return errc::cancelled.
    virtual void interrupt() noexcept = 0;

    /// Tells the other side that nothing more is going to be sent, where the transport can.
    virtual void end_sending() noexcept {}
    /// Goes over to another loop: called on the old one while nothing waits; afterwards only the
    /// new one may use it. Errors: unsupported (the default).
    virtual result<> move_to(asio::any_io_executor loop);

    /// Ends both directions at once; what waits fails.
    virtual void close() noexcept = 0;

    /// Address and port of the other side, for logs.
    virtual const std::string& peer() const noexcept = 0;
};

/// Waits for at least one byte and reads what is there.
task<result<std::size_t>> read_some(byte_stream& from, std::span<std::byte> into, deadline limit);

} // namespace sluice::net
