#include "server/streams/routes_topics.hpp"
#include "server/streams/topic_answer.hpp"
#include "stream/value_text.hpp"

namespace sluice::server {
namespace {

using nlohmann::json;

constexpr auto heartbeat = std::chrono::seconds(15);
constexpr std::size_t sent_together = 32U << 10U;

std::string events_of(const topic& of, const stream::batch& due)
{
    std::string text;
    if (due.missing) {
        text += "event: gap\ndata: " + text_of(gap_document(*due.missing)) + "\n\n";
    }
    for (const auto& one : due.messages) {
        const auto number = std::to_string(one->sequence());
        text += "id: " + number + "\nevent: data\ndata: {\"seq\":" + number + ",\"time\":";
        stream::append_json_number(text, static_cast<double>(one->time_ns()) / 1e9);
        text += ",\"data\":" + stream::json_of(of.layout(), one->payload()) + "}\n\n";
    }
    return text;
}

/// Until the topic is closed or the client leaves. One that does not read is cut by the stall limit
/// of its connection.
task<result<>> send_feed(route_call& call, topic_subscriber& who, topic_from from)
{
    const auto begun = co_await who.begin(from);
    if (!begun) co_return begun.error();
    const auto head = "event: schema\ndata: " + text_of(schema_document(who.of())) + "\n\n";
    auto sent = co_await call.exchange.write(as_bytes(head));
    while (sent) {
        auto due = co_await who.next(sent_together, deadline::after(heartbeat));
        if (!due) {
            const json why = {{"code", code_name(due.error().code())}};
            const auto text = "event: end\ndata: " + text_of(why) + "\n\n";
            sent = co_await call.exchange.write(as_bytes(text));
            break;
        }
        const auto text = due->empty() ? std::string(": alive\n\n") : events_of(who.of(), *due);
        due->messages.clear();
        sent = co_await call.exchange.write(as_bytes(text));
    }
    if (sent) sent = co_await call.exchange.end_body();
    co_return sent;
}

} // namespace

task<void> follow_topic(route_call& call)
{
    const auto found = topic_of(call);
    const auto wish = found ? topic_wish_of(call) : result<topic_wish>(found.error());
    if (!wish) {
        auto why = wish.error();
        co_await answer_error(call, std::move(why), error_shape::problem);
        co_return;
    }
    auto here = co_await asio::this_coro::executor;
    topic_subscriber who(*found, here, wish->how);
    http::response head(200);
    head.fields.set("content-type", "text/event-stream");
    head.fields.set("cache-control", "no-store");
    head.fields.set("x-accel-buffering", "no");
    auto sent = co_await call.exchange.send_head(std::move(head));
    if (sent) sent = co_await send_feed(call, who, wish->from);
    static_cast<void>(sent);
}

} // namespace sluice::server
