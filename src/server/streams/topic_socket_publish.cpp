#include "server/streams/topic_socket.hpp"

namespace sluice::server {
namespace {

constexpr auto told_every = std::chrono::milliseconds(100);
constexpr auto ping_interval = std::chrono::seconds(30);
constexpr auto dead_after = std::chrono::seconds(90);

/// One who publishes by a WebSocket.
class socket_publisher {
public:
    socket_publisher(host& shared, topic& to, http::websocket& on)
        : to_(to),
          on_(on),
          stall_(shared.stall_limit_ms.load())
    {
    }

    /// Until the other side leaves or the topic ends; the error says why.
    task<error> run()
    {
        auto done = co_await say(schema_document(to_));
        while (done) {
            const auto piece = on_.read_now();
            if (!piece) co_return piece.error();
            if (*piece)
                done = co_await take(**piece);
            else
                done = co_await wait();
        }
        co_return done.error();
    }

private:
    task<result<>> say(nlohmann::json what)
    {
        const auto text = text_of(what);
        const auto limit = deadline::after(stall_);
        auto sent = co_await on_.send(http::websocket_kind::text, as_bytes(text), limit);
        co_return sent;
    }

    /// A message that came in one piece is published out of the buffer in which it came.
    task<result<>> take(http::websocket_piece piece)
    {
        if (piece.kind == http::websocket_kind::text)
            co_return fail(errc::unsupported, "publish", "text among binary messages");
        const bool whole = begun_.empty() && piece.last;
        if (!whole) append(begun_, piece.bytes);
        if (!piece.last) co_return ok;
        const auto bytes = whole ? piece.bytes : byte_view(begun_);
        const auto count = bytes.size() / to_.message_bytes();
        const auto done = co_await to_.publish(bytes);
        begun_.clear();
        if (!done) co_return done.error();
        accepted_ += count;
        next_ = *done + count;
        if (untold_at_.is_never()) untold_at_ = deadline::after(told_every);
        if (untold_at_.expired()) {
            auto told = co_await tell();
            co_return told;
        }
        co_return ok;
    }

    task<result<>> tell()
    {
        untold_at_ = deadline::never();
        nlohmann::json what = {{"type", "accepted"}, {"messages", accepted_}, {"next", next_}};
        auto told = co_await say(std::move(what));
        co_return told;
    }

    task<result<>> wait()
    {
        const auto limit = deadline::after(ping_interval).or_sooner(untold_at_);
        auto ready = co_await on_.wait_readable(limit);
        const bool late = !ready && ready.error() == errc::timed_out;
        if (!late) co_return ready;
        if (untold_at_.expired()) {
            auto told = co_await tell();
            co_return told;
        }
        const auto quiet = std::chrono::steady_clock::now() - on_.heard_at();
        if (quiet > dead_after) co_return fail(errc::timed_out, "publish", "it says nothing");
        auto asked = co_await on_.ping(deadline::after(stall_));
        co_return asked;
    }

    topic& to_;
    http::websocket& on_;
    std::chrono::milliseconds stall_;
    byte_buffer begun_; // of a message that comes in pieces
    std::uint64_t accepted_ = 0;
    std::uint64_t next_ = 0;
    deadline untold_at_ = deadline::never();
};

} // namespace

task<void> publish_by_websocket(host& shared, std::shared_ptr<topic> to,
                                std::unique_ptr<net::byte_stream> stream, std::string early)
{
    auto here = co_await asio::this_coro::executor;
    const auto on = std::make_shared<http::websocket>(
        std::move(stream), http::websocket_role::server, http::websocket_limits(), early);
    const topic_watch watch(to, here, interrupter(on));
    socket_publisher publisher(shared, *to, *on);
    auto why = co_await publisher.run();
    if (const auto closed = to->closed()) why = *closed;
    co_await end_topic_socket(*on, std::move(why));
}

} // namespace sluice::server
