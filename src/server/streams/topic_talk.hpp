#pragma once

#include "net/frame_stream.hpp"
#include "proto/messages.hpp"
#include "server/security/principal.hpp"
#include "server/streams/topic_subscriber.hpp"

namespace sluice::server {

/// Publishing and subscribing over the native protocol (docs/protocol.md, "Topics"). One run each;
/// on one loop.
class topic_talk {
public:
    topic_talk(net::frame_stream& control, std::uint32_t id, std::chrono::milliseconds stall)
        : control_(control),
          id_(id),
          stall_(stall)
    {
    }

    /// Until the peer cancels it, or the topic ends: then the session goes on. The error ends it.
    task<result<>> run(std::shared_ptr<topic> of, proto::topic_open wanted, bool may_block);

    /// Ends run() soon. On the loop.
    void stop(error why);

private:
    task<result<>> publish(topic& to);
    task<result<>> take(topic& to, net::incoming came);
    task<result<>> tell(proto::message what);
    task<result<>> tell_accepted();
    task<result<>> subscribe(std::shared_ptr<topic> of, topic_from from, stream::policy how);
    task<void> listen(topic_subscriber& who);
    task<result<>> deliver(topic_subscriber& who, topic_from from);
    void queue(const stream::batch& due);
    void queue(const stream::message& one);

    net::frame_stream& control_;
    std::uint32_t id_;
    std::chrono::milliseconds stall_;
    std::optional<error> stopped_;
    bool lost_ = false; // the connection
    byte_buffer begun_; // of a message that comes in pieces
    proto::topic_accepted accepted_;
    bool untold_ = false;
    topic_subscriber* listening_ = nullptr;
};

/// The answer to topic_open. Pure but for the topic's figures.
proto::topic_schema native_schema_of(const topic& of);

} // namespace sluice::server
