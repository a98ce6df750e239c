#pragma once

#include "base/deadline.hpp"
#include "base/unique_fd.hpp"
#include "proto/codec.hpp"

#include <optional>

namespace sluice::test {

/// A frame as it stood on the wire; data frames too.
struct raw_frame {
    proto::frame_header header;
    byte_buffer body;

    /// Throws if the body is not what the type says.
    proto::message message() const;
};

/// One frame with a right checksum, whatever type, id and body are.
byte_buffer frame_of(std::uint8_t type, std::uint32_t id, byte_view body = {});
byte_buffer frame_of(const proto::message& message, std::uint32_t id);

/// One end of a TCP connection on loopback that sends what a test wants, in blocking calls that end
/// at the latest after 20 s.
class raw_peer {
public:
    /// Dials; throws if nobody listens.
    explicit raw_peer(std::uint16_t port);

    /// Takes over an accepted connection.
    explicit raw_peer(unique_fd connected);

    /// A dialled connection that is past hello and welcome.
    static raw_peer greeted(std::uint16_t port);

    /// False once the other side takes no more.
    bool send(byte_view bytes);
    bool send(std::string_view text) { return send(as_bytes(text)); }
    bool send(const proto::message& message, std::uint32_t id);

    /// Each byte in a segment of its own.
    bool send_bytewise(byte_view bytes);

    /// The next frame; nothing once the other side has closed or reset the connection, or says
    /// nothing for 20 s.
    std::optional<raw_frame> receive();

    /// Reads until the other side closes; true if that happened before the limit.
    bool closed_by_other(deadline limit);

    /// Ends the connection with a reset instead of an orderly end.
    void reset();
    void close() { socket_.reset(); }

    /// Makes calls of another thread on this peer return.
    void wake();

    int descriptor() const { return socket_.get(); }

private:
    bool read_exactly(std::span<std::byte> into);

    unique_fd socket_;
};

} // namespace sluice::test
