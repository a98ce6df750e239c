#pragma once

#include "net/byte_stream.hpp"
#include "proto/codec.hpp"
#include "proto/frame_parser.hpp"

#include <deque>
#include <memory>
#include <optional>

namespace sluice::net {

/// A control message as it came.
struct incoming {
    std::uint32_t request_id = 0;
    proto::message message;
};

/// Control frames over a byte stream, which it owns. What is sent collects in a buffer until
/// flush(), so that many small replies share one system call. An idle frame_stream holds no buffer.
class frame_stream {
public:
    frame_stream(std::unique_ptr<byte_stream> stream, proto::frame_limits limits);

    /// Applies to the frames not yet parsed.
    void set_limits(proto::frame_limits limits) { parser_.set_limits(limits); }

    /// The oldest message not yet taken, waiting for one until the limit. Data frames are errors.
    task<result<incoming>> receive(deadline limit);

    /// Takes in what has come, without waiting. False: nothing new.
    result<bool> poll();

    /// The oldest message already taken in, if there is one.
    std::optional<incoming> take();

    /// Removes a cancel of this request from what waits. True if there was one.
    bool take_cancel(std::uint32_t request_id);

    /// How many requests the peer lets be unanswered; set by the greeting.
    std::size_t max_outstanding() const { return max_outstanding_; }
    void set_max_outstanding(std::size_t most) { max_outstanding_ = most; }

    std::size_t waiting() const { return inbox_.size(); }

    /// Puts a message behind what waits to be sent.
    void queue(const proto::message& message, std::uint32_t request_id);

    /// A data frame of bytes from memory, copied.
    void queue_data(byte_view bytes, std::uint32_t request_id);

    std::size_t queued_bytes() const { return outbox_.size(); }
    task<result<>> flush(deadline limit, follow_up next = follow_up::nothing);

    /// Sends what is queued, then one data frame of `length` bytes (at most proto::max_data_body)
    /// of an open file. Returns how many came from the file: when it has shrunk, the frame is
    /// filled up with zeros to keep the framing, and the caller must answer with an error.
    task<result<std::uint64_t>> send_file(int file, std::uint64_t offset, std::uint32_t length,
                                          std::uint32_t request_id,
                                          std::chrono::milliseconds stall);

    byte_stream& stream() { return *stream_; }

    /// Gives the stream away; nothing else may be called afterwards. What has come and was not
    /// taken is lost: only between messages that the peer waits to be answered.
    std::unique_ptr<byte_stream> take_stream() { return std::move(stream_); }

    /// Feature bits in force; set by the greeting.
    std::uint64_t features() const { return features_; }
    void set_features(std::uint64_t bits) { features_ = bits; }

private:
    result<void> parse(byte_view input);

    std::unique_ptr<byte_stream> stream_;
    proto::frame_parser parser_;
    std::deque<incoming> inbox_;
    byte_buffer outbox_;
    std::size_t max_outstanding_ = proto::max_outstanding;
    std::uint64_t features_ = 0;
};

} // namespace sluice::net
