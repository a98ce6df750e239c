#include "server/streams/topic_answer.hpp"

#include "base/rfc3339.hpp"
#include "http/percent.hpp"
#include "http/websocket_rules.hpp"
#include "server/streams/demo_source.hpp"
#include "server/streams/topic_book.hpp"

namespace sluice::server {

using nlohmann::json;

result<std::string> topic_name_of(const route_call& call)
{
    const auto at = call.parameters.find("name");
    auto name = at == call.parameters.end() ? std::string() : at->second;
    const auto good = stream::check_topic_name(name);
    if (!good) return good.error();
    if (!call.who.covers(name)) return fail(errc::permission_denied, "topic", name);
    return name;
}

result<std::shared_ptr<topic>> topic_of(const route_call& call)
{
    const auto name = topic_name_of(call);
    if (!name) return name.error();
    auto found = call.shared.topics->find(*name);
    if (!found) return fail(errc::not_found, "topic", *name);
    return found;
}

result<topic_wish> read_topic_wish(std::string_view query, std::string_view last_event,
                                   std::int64_t now_ns)
{
    auto from = http::query_value(query, "from").value_or("");
    // A client that reconnects knows better where it was than the address it was given first.
    if (!last_event.empty()) from = last_event;
    const auto read = stream::parse_from(from, now_ns);
    if (!read) return read.error();
    const auto how = stream::parse_policy(http::query_value(query, "policy").value_or(""));
    if (!how) return how.error();
    topic_wish made{*read, *how};
    if (!last_event.empty()) ++made.from.sequence;
    return made;
}

result<topic_wish> topic_wish_of(const route_call& call)
{
    const auto* last = call.exchange.request().fields.find("last-event-id");
    auto made =
        read_topic_wish(call.exchange.request().query,
                        last ? std::string_view(*last) : std::string_view(), real_time_ns());
    if (!made) return made;
    if (made->how.kind == stream::policy_kind::block && !call.who.may(state::right::write))
        return fail(errc::permission_denied, "policy", "block needs the right to write");
    return made;
}

json shape_document(const std::vector<std::uint64_t>& shape)
{
    json made = json::array();
    for (const auto length : shape)
        made.push_back(length);
    return made;
}

json topic_document(const topic& of)
{
    const auto now = of.figures();
    const auto or_null = [](const std::string& text) { return text.empty() ? json() : json(text); };
    const auto& layout = of.layout();
    return {{"name", of.name()},
            {"dtype", to_text(layout.element)},
            {"shape", shape_document(layout.shape)},
            {"units", layout.units},
            {"first", now.first},
            {"next", now.next},
            {"messages", now.messages},
            {"bytes", now.bytes},
            {"rate", now.rate},
            {"subscribers", now.subscribers},
            {"published", now.published},
            {"missed", now.missed},
            {"journal", now.journal},
            {"unwritten", now.unwritten},
            {"keep_bytes", of.keep().bytes},
            {"keep_seconds", std::chrono::duration<double>(of.keep().age).count()},
            {"recording", or_null(now.recording)},
            {"recorded", now.recorded},
            {"recording_error", or_null(now.recording_error)},
            {"source", of.name() == demo_source::topic_name ? json("demo") : json()}};
}

json schema_document(const topic& of)
{
    const auto now = of.figures();
    return {{"type", "schema"},
            {"topic", of.name()},
            {"dtype", to_text(of.layout().element)},
            {"shape", shape_document(of.layout().shape)},
            {"units", of.layout().units},
            {"first", now.first},
            {"next", now.next},
            {"message_bytes", of.message_bytes()}};
}

json gap_document(const stream::gap& of)
{
    return {{"type", "gap"}, {"from", of.from}, {"to", of.to}, {"reason", of.reason}};
}

std::string text_of(const json& document)
{
    return document.dump(-1, ' ', false, json::error_handler_t::replace);
}

std::uint16_t topic_close_code(const error& why)
{
    namespace codes = http::close_code;
    if (why == errc::going_away || why == errc::not_found) return codes::going_away;
    if (why == errc::too_large) return codes::too_big;
    if (why == errc::unsupported) return codes::unsupported_data;
    if (why == errc::timed_out || why == errc::malformed_message) return codes::policy;
    return codes::internal;
}

} // namespace sluice::server
