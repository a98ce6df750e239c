#include "server/streams/topic_socket.hpp"

#include "async/task_group.hpp"
#include "server/streams/topic_ears.hpp"

namespace sluice::server {
namespace {

constexpr auto closing_limit = std::chrono::seconds(2);

void rethrow(std::exception_ptr bug)
{
    std::rethrow_exception(bug);
}

std::string not_understood(std::string_view)
{
    return R"({"type":"error","message":"a subscriber of a topic has nothing to say"})";
}

task<result<>> say(http::websocket& on, const nlohmann::json& what, deadline limit)
{
    const auto text = text_of(what);
    auto sent = co_await on.send(http::websocket_kind::text, as_bytes(text), limit);
    co_return sent;
}

/// One batch. Its messages are held until they are with the kernel.
task<result<>> send_batch(http::websocket& on, stream::batch due, std::chrono::milliseconds stall)
{
    if (due.missing) {
        const auto text = gap_document(*due.missing);
        const auto told = co_await say(on, text, deadline::after(stall));
        if (!told) co_return told;
    }
    if (due.messages.empty()) co_return ok;
    std::vector<byte_view> frames;
    frames.reserve(due.messages.size());
    for (const auto& one : due.messages)
        frames.push_back(one->framed());
    auto sent = co_await on.send_frames(frames, deadline::after(stall));
    co_return sent;
}

/// Until somebody ends it; the error says why.
task<error> deliver(host& shared, http::websocket& on, topic_subscriber& who, topic_ears& ears,
                    topic_from from)
{
    const auto begun = co_await who.begin(from);
    if (!begun) co_return begun.error();
    const std::chrono::milliseconds stall(shared.stall_limit_ms.load());
    const auto schema = schema_document(who.of());
    auto sent = co_await say(on, schema, deadline::after(stall));
    while (sent && !ears.ended()) {
        auto due = co_await who.next(sent_together, deadline::never());
        if (!due) co_return due.error();
        sent = co_await send_batch(on, std::move(*due), stall);
    }
    if (ears.ended()) co_return *ears.ended();
    const auto closed = who.of().closed();
    co_return closed ? *closed : sent.error();
}

} // namespace

std::function<void()> interrupter(const std::shared_ptr<http::websocket>& on)
{
    return [weak = std::weak_ptr(on)] {
        if (const auto held = weak.lock()) held->interrupt();
    };
}

task<void> end_topic_socket(http::websocket& on, error why)
{
    const auto limit = deadline::after(closing_limit);
    const auto code = topic_close_code(why);
    on.refuse(code, why);
    const auto closed = co_await on.close(code, why.detail(), limit);
    static_cast<void>(closed);
}

task<void> subscribe_by_websocket(host& shared, std::shared_ptr<topic> to, topic_wish wish,
                                  std::unique_ptr<net::byte_stream> stream, std::string early)
{
    // Broken off in the middle it would leave a coroutine behind that uses it.
    co_await asio::this_coro::reset_cancellation_state(asio::disable_cancellation());
    auto here = co_await asio::this_coro::executor;
    const auto on = std::make_shared<http::websocket>(
        std::move(stream), http::websocket_role::server, subscriber_limits, early);
    on->limit_unsent(most_unsent);
    const topic_watch watch(to, here, interrupter(on));
    topic_subscriber who(std::move(to), here, wish.how);
    const std::chrono::milliseconds stall(shared.stall_limit_ms.load());
    topic_ears ears(on, who, not_understood, stall);
    task_group hearing(here, rethrow);
    hearing.spawn(ears.listen());
    auto why = co_await deliver(shared, *on, who, ears, wish.from);
    ears.stop();
    co_await hearing.join();
    co_await end_topic_socket(*on, std::move(why));
    co_await asio::this_coro::reset_cancellation_state();
}

} // namespace sluice::server
