#include "server/streams/demo_socket.hpp"

#include "async/task_group.hpp"
#include "server/streams/demo_messages.hpp"
#include "server/streams/demo_source.hpp"
#include "server/streams/topic_ears.hpp"
#include "server/streams/topic_socket.hpp"

namespace sluice::server {
namespace {

/// A second of the signal: who is further behind misses some.
constexpr stream::cursor_limits behind{20, 1U << 20U};

/// So often the switch for all is looked at while nothing comes.
constexpr auto look_again = std::chrono::milliseconds(100);

void rethrow(std::exception_ptr bug)
{
    std::rethrow_exception(bug);
}

demo_frames& shared_frames()
{
    static demo_frames frames;
    return frames;
}

/// One client: what it wants, and what it is sent.
class demo_client {
public:
    demo_client(host& shared, std::shared_ptr<http::websocket> on, topic_subscriber& who)
        : shared_(shared),
          on_(std::move(on)),
          who_(who),
          stall_(shared.stall_limit_ms.load()),
          switches_(shared.demo->switches()),
          wants_(shared.demo->switched_on())
    {
    }

    /// What to answer to a text.
    std::string answer(std::string_view text)
    {
        const auto action = read_demo_action(text);
        if (!action) return demo_error_text(action.error());
        if (*action == demo_action::ping) return demo_pong_text();
        switches_ = shared_.demo->switches();
        want(*action == demo_action::start);
        return demo_status_text(wants_);
    }

    /// Until the topic or the client ends; the error says why.
    task<error> deliver(const topic_ears& ears)
    {
        want(wants_);
        while (!ears.ended()) {
            const auto told = co_await follow_switch();
            if (!told) co_return told.error();
            auto due = co_await who_.next(wants_ ? 64U << 10U : 1U, deadline::after(look_again));
            if (!due) co_return due.error();
            const auto sent = co_await send(std::move(*due));
            if (!sent) co_return sent.error();
        }
        co_return *ears.ended();
    }

private:
    void want(bool on)
    {
        wants_ = on;
        if (on && !wish_) {
            who_.skip_to_now();
            wish_.emplace(*shared_.demo);
        }
        if (!on) wish_.reset();
    }

    /// The last word counts: what was switched for all after this client said something.
    task<result<>> follow_switch()
    {
        const auto now = shared_.demo->switches();
        if (now == std::exchange(switches_, now)) co_return ok;
        want(shared_.demo->switched_on());
        const auto text = demo_status_text(wants_);
        const auto limit = deadline::after(stall_);
        auto told = co_await on_->send(http::websocket_kind::text, as_bytes(text), limit);
        co_return told;
    }

    task<result<>> send(stream::batch due)
    {
        std::vector<demo_frames::frame> frames;
        std::vector<byte_view> bytes;
        for (const auto& one : due.messages) {
            if (!wants_) break;
            frames.push_back(shared_frames().of(*one));
            bytes.emplace_back(*frames.back());
        }
        due.messages.clear();
        if (bytes.empty()) co_return ok;
        const auto limit = deadline::after(stall_);
        auto sent = co_await on_->send_frames(bytes, limit);
        co_return sent;
    }

    host& shared_;
    std::shared_ptr<http::websocket> on_;
    topic_subscriber& who_;
    std::chrono::milliseconds stall_;
    std::uint64_t switches_;
    bool wants_;
    std::optional<demo_source::wish> wish_;
};

} // namespace

task<void> serve_demo_socket(host& shared, std::shared_ptr<topic> demo,
                             std::unique_ptr<net::byte_stream> stream, std::string early)
{
    // Broken off in the middle it would leave a coroutine behind that uses it.
    co_await asio::this_coro::reset_cancellation_state(asio::disable_cancellation());
    auto here = co_await asio::this_coro::executor;
    const auto on = std::make_shared<http::websocket>(
        std::move(stream), http::websocket_role::server, subscriber_limits, early);
    on->limit_unsent(most_unsent);
    const topic_watch watch(demo, here, interrupter(on));
    topic_subscriber who(std::move(demo), here, {}, behind);
    demo_client client(shared, on, who);
    const std::chrono::milliseconds stall(shared.stall_limit_ms.load());
    topic_ears::answerer answer = [&client](std::string_view text) { return client.answer(text); };
    topic_ears ears(on, who, std::move(answer), stall);
    task_group hearing(here, rethrow);
    hearing.spawn(ears.listen());
    auto why = co_await client.deliver(ears);
    ears.stop();
    co_await hearing.join();
    co_await end_topic_socket(*on, std::move(why));
    co_await asio::this_coro::reset_cancellation_state();
}

} // namespace sluice::server
