#pragma once

#include "server/http/route.hpp"
#include "server/streams/topic_subscriber.hpp"

/// What the routes of topics read and say.
namespace sluice::server {

/// The topic of the path. Errors: not_found, permission_denied (a token that is bound to another
/// path).
result<std::shared_ptr<topic>> topic_of(const route_call& call);

/// The name in the path. Errors: bad_name, permission_denied.
result<std::string> topic_name_of(const route_call& call);

/// What a subscriber asks for.
struct topic_wish {
    topic_from from;
    stream::policy how;
};

/// Out of `from` and `policy` in a query and of Last-Event-ID. Pure. Errors: bad_usage.
result<topic_wish> read_topic_wish(std::string_view query, std::string_view last_event,
                                   std::int64_t now_ns);

/// The same of a request. Errors also: permission_denied (`block` needs
/// the right to write: it makes publishers wait).
result<topic_wish> topic_wish_of(const route_call& call);

/// The schema Topic of the API.
nlohmann::json topic_document(const topic& of);

/// Texts of a subscription: {"type":"schema",...} and {"type":"gap",...}.
nlohmann::json schema_document(const topic& of);
nlohmann::json gap_document(const stream::gap& of);

/// "shape" as a list.
nlohmann::json shape_document(const std::vector<std::uint64_t>& shape);

/// A document as text, whatever bytes a peer put into it.
std::string text_of(const nlohmann::json& document);

/// The close code for what ends a WebSocket of a topic.
std::uint16_t topic_close_code(const error& why);

} // namespace sluice::server
