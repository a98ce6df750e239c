#include "async/on_pool.hpp"
#include "server/arrays/array_desk.hpp"
#include "server/streams/array_recorder.hpp"
#include "server/streams/routes_topics.hpp"
#include "server/streams/topic_answer.hpp"

namespace sluice::server {
namespace {

using nlohmann::json;

constexpr std::size_t most_order = 4U << 10U;
constexpr auto body_limit = std::chrono::seconds(30);

task<void> refuse(route_call& call, error why)
{
    co_await answer_error(call, std::move(why), error_shape::problem);
}

result<std::string> array_in(const std::string& text)
{
    const auto document = json::parse(text, nullptr, false);
    const auto at = document.is_object() ? document.find("array") : document.end();
    if (!document.is_object() || at == document.end() || !at->is_string())
        return fail(errc::bad_usage, "record", "{\"array\": NAME} is wanted");
    return at->get<std::string>();
}

/// Blocks.
result<> begin_on(const route_call& call, topic& of, std::string name)
{
    if (!call.shared.arrays)
        return fail(errc::unsupported, "record", "this server keeps no arrays (--state none)");
    auto begun =
        array_recorder::begin(*call.shared.arrays, std::move(name), of.layout(), call.who.name);
    if (!begun) return begun.error();
    const auto made = (*begun)->target();
    auto recorded = of.record(std::move(*begun));
    if (recorded) return ok;
    // It has ended without a row: nobody wants it.
    const auto removed = call.shared.arrays->remove(made);
    static_cast<void>(removed);
    return recorded;
}

} // namespace

task<void> begin_recording(route_call& call)
{
    const auto found = topic_of(call);
    if (!found) {
        co_await refuse(call, found.error());
        co_return;
    }
    const auto body =
        co_await call.exchange.read_whole_body(most_order, deadline::after(body_limit));
    const auto name = body ? array_in(*body) : result<std::string>(body.error());
    result<> begun = name ? result<>(ok) : result<>(name.error());
    if (name) {
        auto work = [&call, &found, &name] { return begin_on(call, **found, *name); };
        begun = co_await on_pool(call.shared.pool, std::move(work));
    }
    if (!begun) {
        co_await refuse(call, begun.error());
        co_return;
    }
    http::response reply(201, "application/json", text_of(topic_document(**found)));
    const auto ignored = co_await call.exchange.send(std::move(reply));
    static_cast<void>(ignored);
}

task<void> end_recording(route_call& call)
{
    const auto found = topic_of(call);
    result<> ended = found ? result<>(ok) : result<>(found.error());
    if (found) ended = co_await (*found)->end_recording();
    if (!ended) {
        co_await refuse(call, ended.error());
        co_return;
    }
    http::response gone(204);
    const auto ignored = co_await call.exchange.send(std::move(gone));
    static_cast<void>(ignored);
}

} // namespace sluice::server
