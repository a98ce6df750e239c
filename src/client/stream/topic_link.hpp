#pragma once

#include "net/frame_stream.hpp"
#include "stream/message.hpp"
#include "stream/schema.hpp"

#include <memory>

namespace sluice::client {

/// A topic of a server over a connection of its own: one side, publisher or subscriber. One loop.
class topic_link {
public:
    /// stall: the longest wait where an answer is owed.
    topic_link(std::unique_ptr<net::frame_stream> on, std::chrono::milliseconds stall)
        : on_(std::move(on)),
          stall_(stall)
    {
    }

    /// Opens the topic; afterwards the layout is known. Errors: what the server says (not_found,
    /// target_exists, permission_denied ...), unsupported (an older server), malformed_message,
    /// those of the transport.
    task<result<>> open(proto::topic_open wanted);

    const stream::schema& layout() const { return layout_; }
    std::size_t message_bytes() const { return message_bytes_; }
    const proto::topic_schema& opened() const { return opened_; }

    /// What a subscriber hears: a message, or a gap before the next one.
    struct heard {
        std::optional<proto::topic_gap> missing;
        stream::shared_message message; // null: only the gap
    };

    /// The next of it. Errors: timed_out at the limit (go on as you like), what ended the topic.
    task<result<heard>> next(deadline limit);

    /// Publishes whole messages. Errors: what ended the topic, those of the transport.
    task<result<>> publish(byte_view messages);

    /// Tells the server that this was all, and waits until it has taken it. Returns how many
    /// messages of this link it took.
    task<result<std::uint64_t>> finish();

private:
    result<> read_schema(proto::topic_schema said);
    result<std::optional<heard>> take(proto::message said);
    result<> hear_publisher();

    std::unique_ptr<net::frame_stream> on_;
    std::chrono::milliseconds stall_;
    stream::schema layout_;
    std::size_t message_bytes_ = 0;
    proto::topic_schema opened_;
    byte_buffer begun_;
    std::uint64_t accepted_ = 0;
};

} // namespace sluice::client
