#pragma once

#include "async/notifier.hpp"
#include "http/websocket_frame.hpp"
#include "http/websocket_parser.hpp"
#include "net/byte_stream.hpp"

#include <memory>
#include <optional>
#include <string>

namespace sluice::http {

/// The next bytes of a message.
struct websocket_piece {
    websocket_kind kind = websocket_kind::binary;
    bool last = false; // the message ends with it
    byte_view bytes;   // a view that lives until the next call that reads
};

/// A whole message.
struct websocket_message {
    websocket_kind kind = websocket_kind::text;
    std::string bytes;
};

/// How the other side closed.
struct websocket_closing {
    std::uint16_t code = close_code::abnormal; // 1006: without a close frame; 1005: without a code
    std::string reason;                        // as the peer gave it
};

/// One side of a WebSocket after its opening (RFC 6455): messages over a byte stream, which it
/// owns. Pings are answered and a close frame is echoed while somebody reads or waits. One
/// coroutine may read and others write at the same time; frames do not mix. An idle one holds no
/// buffer. One loop.
class websocket {
public:
    /// early: bytes that came behind the opening handshake.
    websocket(std::unique_ptr<net::byte_stream> on, websocket_role own,
              websocket_limits limits = {}, std::string_view early = {});

    /// Applies to the frames not yet begun.
    void set_limits(websocket_limits limits) { parser_.set_limits(limits); }

    /// What has come of a message, without waiting; nothing: wait_readable and call again. Errors:
    /// peer_closed (with or without a close frame: closing() tells), malformed_message and
    /// too_large (the peer broke the rules and was told so), those of the transport.
    result<std::optional<websocket_piece>> read_now();

    /// Sends what is owed (a pong, a close frame), then waits until read_now may have something to
    /// say. Errors: timed_out, cancelled (interrupted), and what ended it.
    task<result<>> wait_readable(deadline limit);

    /// A whole message; it grows as its bytes come, up to the limits. Errors: as read_now and
    /// wait_readable.
    task<result<websocket_message>> receive(deadline limit);

    /// A whole message in one frame. A peer that takes nothing until the limit is as good as gone:
    /// nothing can be sent afterwards. Errors: timed_out, peer_closed (closing already).
    task<result<>> send(websocket_kind kind, byte_view payload, deadline limit,
                        net::follow_up next = net::follow_up::nothing);

    /// Frames that were made before, as append_frame makes them for this side: whoever sends the
    /// same to many makes them once. Errors: as send.
    task<result<>> send_frames(std::span<const byte_view> frames, deadline limit);

    /// As that of net::byte_stream.
    void limit_unsent(std::size_t most) noexcept { on_->limit_unsent(most); }

    /// A binary message out of an open file: by sendfile(2) from a server, where the transport can.
    /// Returns how many bytes: fewer only if the file ended. Errors: as send, and source_changed
    /// (it became shorter meanwhile; the WebSocket is broken).
    task<result<std::uint64_t>> send_file(int file, std::uint64_t offset, std::uint64_t length,
                                          deadline limit);

    /// Asks for a sign of life. Errors: as send.
    task<result<>> ping(deadline limit);

    /// When bytes last came; the construction before any did.
    std::chrono::steady_clock::time_point heard_at() const { return heard_at_; }

    /// The closing handshake: sends a close frame, unless that was done, drops what comes until the
    /// other side closes too, then closes the transport, at the limit in any case. Nobody else may
    /// be reading. Errors: timed_out.
    task<result<>> close(std::uint16_t code, std::string reason, deadline limit);

    /// Reading ends with this error and the peer will be told by a close frame with its text, at
    /// the next wait or close().
    void refuse(std::uint16_t code, error why);

    const websocket_closing& closing() const { return closing_; }

    /// As those of net::byte_stream.
    void interrupt() noexcept { on_->interrupt(); }
    void cut() noexcept { on_->close(); }
    result<> move_to(asio::any_io_executor loop);
    const std::string& peer() const noexcept { return on_->peer(); }

private:
    class turn; // held by who writes

    result<std::size_t> fill();
    bool take(const websocket_parser::step& step);
    bool owes() const;
    void append_owed();
    task<result<>> enter(deadline limit);
    task<result<>> send_owed(deadline limit);
    task<result<>> send_closing(deadline limit);
    task<result<>> send_frame(std::uint8_t code, byte_view payload, deadline limit,
                              net::follow_up next);
    task<result<>> send_masked(std::uint8_t code, byte_view payload, deadline limit,
                               net::follow_up next);
    task<result<>> write_out(deadline limit, net::follow_up next);
    task<result<>> send_copied(int file, std::uint64_t offset, std::uint64_t length,
                               deadline limit);
    task<result<>> send_uncopied(int file, std::uint64_t offset, std::uint64_t length,
                                 deadline limit);
    task<result<>> drop_input(deadline limit);
    void let_go();

    std::unique_ptr<net::byte_stream> on_;
    websocket_role own_;
    websocket_parser parser_;
    std::unique_ptr<std::byte[]> input_; // none while idle
    std::size_t begin_ = 0;              // of what is not yet parsed
    std::size_t end_ = 0;
    bool flooded_ = false; // much came and none of it was for the reader
    byte_buffer out_;
    bool writing_ = false;
    bool broken_ = false;            // a frame was broken off
    std::unique_ptr<notifier> left_; // told when who writes is through
    bool close_sent_ = false;
    bool close_came_ = false;
    std::optional<byte_buffer> owed_pong_;
    std::optional<websocket_closing> owed_close_;
    std::optional<error> ended_; // why nothing more is read
    websocket_closing closing_;
    std::chrono::steady_clock::time_point heard_at_ = std::chrono::steady_clock::now();
};

} // namespace sluice::http
