#pragma once

#include "http/websocket.hpp"
#include "server/streams/topic_subscriber.hpp"

#include <functional>

namespace sluice::server {

/// Hears what the subscriber at a WebSocket says, and whether it is still there, while another
/// coroutine sends. One loop.
class topic_ears {
public:
    /// answer: what to say to a text; nothing for an empty answer.
    using answerer = std::function<std::string(std::string_view)>;

    topic_ears(std::shared_ptr<http::websocket> on, topic_subscriber& who, answerer answer,
               std::chrono::milliseconds stall)
        : on_(std::move(on)),
          who_(who),
          answer_(std::move(answer)),
          stall_(stall)
    {
    }

    /// Until the other side is gone or breaks the rules; wakes who sends then.
    task<void> listen();

    /// Why listen() ended; nothing while it goes on.
    const std::optional<error>& ended() const { return ended_; }

    /// Makes listen() end.
    void stop();

private:
    task<result<>> take(http::websocket_piece piece);
    task<result<>> wait();
    task<error> listen_to_the_end();

    std::shared_ptr<http::websocket> on_;
    topic_subscriber& who_;
    answerer answer_;
    std::chrono::milliseconds stall_;
    std::string text_; // as far as it has come
    bool stopped_ = false;
    std::optional<error> ended_;
};

/// What is heard of a subscriber: nothing more than this in one message.
inline constexpr http::websocket_limits subscriber_limits{4U << 10U, 4U << 10U};

/// Unsent bytes that the kernel may keep of each subscriber. Few, so that those who do not read are
/// found out before they have cost the others much.
inline constexpr std::size_t most_unsent = 32U << 10U;

/// Bytes that go out to a subscriber together; more wait in the ring, which all share.
inline constexpr std::size_t sent_together = 32U << 10U;

} // namespace sluice::server
