#include "server/streams/topic_ears.hpp"

namespace sluice::server {
namespace {

constexpr auto ping_interval = std::chrono::seconds(30);
constexpr auto dead_after = std::chrono::seconds(90);

} // namespace

task<result<>> topic_ears::take(http::websocket_piece piece)
{
    if (piece.kind == http::websocket_kind::binary)
        co_return fail(errc::unsupported, "subscribe", "a subscriber sends no binary messages");
    text_ += as_text(piece.bytes);
    if (!piece.last) co_return ok;
    const auto said = answer_(std::exchange(text_, {}));
    if (said.empty()) co_return ok;
    const auto limit = deadline::after(stall_);
    auto sent = co_await on_->send(http::websocket_kind::text, as_bytes(said), limit);
    co_return sent;
}

task<result<>> topic_ears::wait()
{
    auto ready = co_await on_->wait_readable(deadline::after(ping_interval));
    if (ready || ready.error() != errc::timed_out) co_return ready;
    const auto quiet = std::chrono::steady_clock::now() - on_->heard_at();
    if (quiet > dead_after) co_return fail(errc::timed_out, "subscribe", "it says nothing");
    auto asked = co_await on_->ping(deadline::after(stall_));
    co_return asked;
}

task<error> topic_ears::listen_to_the_end()
{
    while (true) {
        const auto piece = on_->read_now();
        if (!piece) co_return piece.error();
        result<> done = ok;
        if (*piece)
            done = co_await take(**piece);
        else
            done = co_await wait();
        if (!done) co_return done.error();
        if (stopped_) co_return fail(errc::cancelled, "subscribe");
    }
}

task<void> topic_ears::listen()
{
    auto why = co_await listen_to_the_end();
    ended_ = std::move(why);
    // Whoever sends may wait for a peer that does not read any more.
    on_->interrupt();
    who_.poke();
}

void topic_ears::stop()
{
    stopped_ = true;
    if (!ended_) on_->interrupt();
}

} // namespace sluice::server
