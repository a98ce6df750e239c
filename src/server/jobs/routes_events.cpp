#include "server/jobs/routes_events.hpp"

#include "base/parse.hpp"
#include "http/accept.hpp"
#include "http/percent.hpp"
#include "server/jobs/job_answer.hpp"
#include "server/jobs/job_examples.hpp"

#include <array>
#include <limits>

namespace sluice::server {
namespace {

using nlohmann::json;

constexpr std::string_view lines_type = "application/x-ndjson";
constexpr std::string_view stream_type = "text/event-stream";
constexpr std::array offered{lines_type, stream_type};
constexpr std::size_t page_size = 500;

/// How the events go out and from where on.
struct event_wish {
    bool as_stream = false; // server-sent events, else a JSON document in each line
    bool follows = true;    // go on when all that there are were sent
    std::uint64_t after = 0;
};

std::string_view field_of(const route_call& call, std::string_view name)
{
    const auto* found = call.exchange.request().fields.find(name);
    return found ? std::string_view(*found) : std::string_view();
}

result<std::uint64_t> sequence_in(std::string_view text)
{
    const auto read = parse_integer(text, 0, std::numeric_limits<std::int64_t>::max());
    if (!read) return fail(errc::bad_usage, "events", "a sequence is a whole number");
    return static_cast<std::uint64_t>(*read);
}

/// Without a sequence to go on after, a stream begins with what happens next and a list with the
/// oldest event that is kept.
task<result<event_wish>> wish_in(route_call& call, job_desk& desk)
{
    event_wish wish;
    const auto chosen = http::choose_media_type(field_of(call, "accept"), offered);
    wish.as_stream = chosen == stream_type;
    const auto& query = call.exchange.request().query;
    const auto follow = http::query_value(query, "follow").value_or("yes");
    wish.follows = follow != "no" && follow != "false" && follow != "0";
    auto after = http::query_value(query, "after").value_or("");
    // A client that reconnects knows better where it was than the address it was given first.
    const auto last = field_of(call, "last-event-id");
    if (!last.empty()) after = last;
    if (after.empty() && wish.follows) {
        const auto newest = co_await desk.newest_event();
        if (!newest) co_return newest.error();
        wish.after = *newest;
    } else if (!after.empty()) {
        const auto sequence = sequence_in(after);
        if (!sequence) co_return sequence.error();
        wish.after = *sequence;
    }
    co_return wish;
}

std::string text_of(const state::event_record& what, bool as_stream)
{
    const auto line =
        event_document(what).dump(-1, ' ', false, json::error_handler_t::replace) + "\n";
    if (!as_stream) return line;
    return "id: " + std::to_string(what.sequence) + "\nevent: " + what.kind + "\ndata: " + line +
           "\n";
}

/// What the asker may hear of a page: jobs of its own, agents, or everything as admin.
std::string text_of(const route_call& call, const std::vector<state::event_record>& page,
                    bool as_stream)
{
    std::string text;
    for (const auto& what : page)
        if (what.job.empty() || may_see_job(call, what.owner)) text += text_of(what, as_stream);
    return text;
}

/// Sends events until there are no more, or the client or the server leaves. A client that does not
/// read is cut by the stall limit of its connection.
task<result<>> send_events(route_call& call, job_desk& desk, event_wish wish)
{
    auto here = co_await asio::this_coro::executor;
    while (true) {
        const auto bell = desk.feed().next(here);
        const auto page = co_await desk.events(wish.after, page_size);
        if (!page) co_return page.error();
        if (!page->empty()) {
            wish.after = page->back().sequence;
            const auto text = text_of(call, *page, wish.as_stream);
            const auto sent = co_await call.exchange.write(as_bytes(text));
            if (!sent) co_return sent.error();
            continue;
        }
        if (!wish.follows || desk.feed().closed()) break;
        const bool rung = co_await bell->wait(deadline::after(desk.needs().pace.alive_every));
        if (rung) continue;
        // An empty line is nothing to a reader of lines.
        const std::string_view alive = wish.as_stream ? ": alive\n\n" : "\n";
        const auto sent = co_await call.exchange.write(as_bytes(alive));
        if (!sent) co_return sent.error();
    }
    auto ended = co_await call.exchange.end_body();
    co_return ended;
}

task<void> show_events(route_call& call)
{
    const auto desk = job_desk_of(call);
    auto wish = desk ? result<event_wish>() : result<event_wish>(desk.error());
    if (desk) wish = co_await wish_in(call, **desk);
    if (!wish) {
        auto why = wish.error();
        co_await answer_error(call, std::move(why), error_shape::problem);
        co_return;
    }
    http::response head(200);
    head.fields.set("content-type", wish->as_stream ? stream_type : lines_type);
    head.fields.set("cache-control", "no-store");
    head.fields.set("x-accel-buffering", "no");
    auto sent = co_await call.exchange.send_head(std::move(head));
    if (sent) sent = co_await send_events(call, **desk, *wish);
    (void)sent;
}

} // namespace

std::vector<route> event_routes()
{
    route row;
    row.method = "GET";
    row.path = "/api/v1/events";
    row.operation = "listEvents";
    row.tag = "jobs";
    row.summary =
        "What happens to jobs and agents, as it happens: a JSON document in each line, or "
        "server-sent events where Accept asks for text/event-stream";
    row.needs = state::right::read;
    row.rate_counted = false;
    row.parameters = {
        {"after", "query", "go on behind this sequence; without: what happens next", "integer"},
        {"follow", "query", "no: end when all that there are were sent"},
        {"Last-Event-ID", "header", "the same as `after`, and wins over it"}};
    row.replies = {{200, "the events", lines_type, "Event", event_example()},
                   {200, "the events", stream_type},
                   {400, "not a sequence", "application/problem+json", "Problem"}};
    row.run = show_events;
    return {row};
}

} // namespace sluice::server
