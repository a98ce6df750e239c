#include "server/streams/routes_topics.hpp"

#include "async/on_pool.hpp"
#include "http/percent.hpp"
#include "server/http/upgrade_websocket.hpp"
#include "server/streams/topic_book.hpp"
#include "server/streams/topic_order.hpp"
#include "server/streams/topic_socket.hpp"

namespace sluice::server {
namespace {

using nlohmann::json;

constexpr std::string_view json_type = "application/json";
constexpr std::size_t most_order = 16U << 10U;
constexpr std::size_t most_published = 16U << 20U;
constexpr auto body_limit = std::chrono::minutes(5);

task<void> answer_json(route_call& call, int status, json document)
{
    auto text = text_of(document);
    http::response reply(status, json_type, std::move(text));
    reply.fields.set("cache-control", "no-store");
    const auto ignored = co_await call.exchange.send(std::move(reply));
    static_cast<void>(ignored);
}

task<void> refuse(route_call& call, error why)
{
    co_await answer_error(call, std::move(why), error_shape::problem);
}

} // namespace

task<void> list_topics(route_call& call)
{
    json all = json::array();
    for (const auto& one : call.shared.topics->all())
        if (call.who.covers(one->name())) all.push_back(topic_document(*one));
    json document = {{"topics", std::move(all)}};
    co_await answer_json(call, 200, std::move(document));
}

task<void> show_topic(route_call& call)
{
    const auto found = topic_of(call);
    if (found)
        co_await answer_json(call, 200, topic_document(**found));
    else
        co_await refuse(call, found.error());
}

task<void> list_subscribers(route_call& call)
{
    constexpr std::size_t most = 1000;
    const auto found = topic_of(call);
    if (!found) {
        co_await refuse(call, found.error());
        co_return;
    }
    json all = json::array();
    for (const auto& one : (*found)->subscribers(most))
        all.push_back({{"policy", to_text(one.how)},
                       {"next", one.next},
                       {"behind", one.behind},
                       {"sent", one.counted.sent},
                       {"missed", one.counted.missed},
                       {"gaps", one.counted.gaps},
                       {"thinned", one.counted.thinned}});
    json document = {{"subscribers", std::move(all)}};
    co_await answer_json(call, 200, std::move(document));
}

task<void> make_topic(route_call& call)
{
    const auto name = topic_name_of(call);
    if (!name) {
        co_await refuse(call, name.error());
        co_return;
    }
    const auto body =
        co_await call.exchange.read_whole_body(most_order, deadline::after(body_limit));
    auto facts = body ? read_topic_order(*body, call.shared.topics->rules().keep)
                      : result<stream::topic_facts>(body.error());
    if (!facts) {
        co_await refuse(call, facts.error());
        co_return;
    }
    auto work = [&call, &name, &facts] {
        return call.shared.topics->make(*name, std::move(*facts));
    };
    const auto made = co_await on_pool(call.shared.pool, std::move(work));
    if (made)
        co_await answer_json(call, made->created ? 201 : 200, topic_document(*made->of));
    else
        co_await refuse(call, made.error());
}

task<void> remove_topic(route_call& call)
{
    const auto name = topic_name_of(call);
    result<> removed = name ? result<>(ok) : result<>(name.error());
    if (name) {
        auto work = [&call, &name] { return call.shared.topics->remove(*name); };
        removed = co_await on_pool(call.shared.pool, std::move(work));
    }
    if (!removed) {
        co_await refuse(call, removed.error());
        co_return;
    }
    http::response gone(204);
    const auto ignored = co_await call.exchange.send(std::move(gone));
    static_cast<void>(ignored);
}

task<void> publish_messages(route_call& call)
{
    const auto found = topic_of(call);
    if (!found) {
        co_await refuse(call, found.error());
        co_return;
    }
    auto& to = **found;
    const auto body =
        co_await call.exchange.read_whole_body(most_published, deadline::after(body_limit));
    result<std::uint64_t> first = body ? result<std::uint64_t>() : body.error();
    if (body) first = co_await to.publish(as_bytes(*body));
    const bool durable = http::query_has(call.exchange.request().query, "durable");
    if (first && durable) {
        const auto synced = co_await to.sync(*first);
        if (!synced) first = synced.error();
    }
    if (!first) {
        co_await refuse(call, first.error());
        co_return;
    }
    json document = {{"first", *first}, {"count", body->size() / to.message_bytes()}};
    co_await answer_json(call, 200, std::move(document));
}

task<void> open_topic_socket(route_call& call)
{
    const bool publishes = http::query_has(call.exchange.request().query, "publish");
    const auto found = topic_of(call);
    auto wish = found ? topic_wish_of(call) : result<topic_wish>(found.error());
    if (wish && publishes && !call.who.may(state::right::write))
        wish = fail(errc::permission_denied, "publish", (*found)->name());
    if (!wish) {
        co_await refuse(call, wish.error());
        co_return;
    }
    http::upgraded next = [&shared = call.shared, to = *found, wish = *wish,
                           publishes](std::unique_ptr<net::byte_stream> stream, std::string early) {
        if (publishes) return publish_by_websocket(shared, to, std::move(stream), std::move(early));
        return subscribe_by_websocket(shared, to, wish, std::move(stream), std::move(early));
    };
    co_await upgrade_websocket(call, std::move(next));
}

} // namespace sluice::server
