#include "server/receipts/routes_receipts.hpp"

#include "async/on_pool.hpp"
#include "base/parse.hpp"
#include "http/percent.hpp"
#include "server/receipts/receipt_desk.hpp"

#include <algorithm>
#include <limits>

namespace sluice::server {
namespace {

using nlohmann::json;

constexpr std::string_view json_type = "application/json";
constexpr std::string_view lines_type = "application/x-ndjson";
constexpr std::uint64_t most_in_page = 1000;

constexpr auto example_line =
    R"({"receipt":{"schema":1,"number":7,"transfer":7,"key":"21fe31dfa154a261",)"
    R"("previous":"9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",)"
    R"("who":"lab","peer":"127.0.0.1:40112","what":"data/run-7.bin","direction":"down",)"
    R"("door":"http","digest_kind":"sha256","root_digest":"","bytes":1048576,)"
    R"("started":"2026-11-21T12:30:00.500000000Z","ended":"2026-11-21T12:30:00.750000000Z",)"
    R"("result":"ok","program":"sluice-server 0.1.0"},"signature":"00"})";

task<void> refuse(route_call& call, error why)
{
    co_await answer_error(call, std::move(why), error_shape::problem);
}

error none_kept()
{
    return fail(errc::unsupported, {}, "this server keeps no receipts (--state none)");
}

/// A number in the query; nothing if it is there and is none.
std::optional<std::uint64_t> number_in(const route_call& call, std::string_view name,
                                       std::uint64_t otherwise)
{
    const auto given = http::query_value(call.exchange.request().query, name);
    if (!given) return otherwise;
    const auto read = parse_integer(*given, 0, std::numeric_limits<std::int64_t>::max());
    if (!read) return std::nullopt;
    return static_cast<std::uint64_t>(*read);
}

/// Without the right admin, only one's own.
std::optional<std::string> bound_of(const route_call& call)
{
    if (call.who.may(state::right::admin)) return std::nullopt;
    return call.who.name;
}

/// A principal without a name owns nothing: transfers of nobody in particular are not its own.
bool owns_nothing(const route_call& call)
{
    return !call.who.may(state::right::admin) && call.who.name.empty();
}

/// Blocks.
result<std::string> page_text(const host& shared, const state::receipt_query& wanted)
{
    const auto found = shared.state->receipts(wanted);
    if (!found) return found.error();
    std::string text;
    for (const auto& one : *found) {
        const auto whole = shared.receipts->complete(one);
        if (!whole) return whole.error();
        text += receipt::line_of(*whole) + "\n";
    }
    return text;
}

task<void> answer_page(route_call& call, state::receipt_query wanted)
{
    auto look = [&call, &wanted] { return page_text(call.shared, wanted); };
    auto text = co_await on_pool(call.shared.pool, std::move(look));
    if (!text) {
        auto why = text.error();
        co_await refuse(call, std::move(why));
        co_return;
    }
    http::response reply(200, lines_type, std::move(*text));
    reply.fields.set("cache-control", "no-store");
    const auto ignored = co_await call.exchange.send(std::move(reply));
    static_cast<void>(ignored);
}

task<void> list_receipts(route_call& call)
{
    const auto after = number_in(call, "after", 0);
    const auto limit = number_in(call, "limit", 100);
    std::optional<error> wrong;
    if (!call.shared.receipts)
        wrong = none_kept();
    else if (!after || !limit)
        wrong = fail(errc::bad_usage, {}, "after and limit are numbers");
    else if (owns_nothing(call))
        wrong = fail(errc::permission_denied, {}, "without a token there are no receipts to see");
    if (wrong) {
        co_await refuse(call, std::move(*wrong));
        co_return;
    }
    state::receipt_query wanted;
    wanted.after = *after;
    wanted.most = std::clamp<std::uint64_t>(*limit, 1, most_in_page);
    wanted.who = bound_of(call);
    co_await answer_page(call, std::move(wanted));
}

/// Blocks. Somebody else's is as good as none.
result<receipt::signed_receipt> look_up(const route_call& call, std::uint64_t number)
{
    auto found = call.shared.state->find_receipt(number);
    if (!found) return found.error();
    const auto bound = bound_of(call);
    const bool shown = *found && (!bound || (!bound->empty() && (*found)->who == *bound));
    if (!shown) return fail(errc::not_found, {}, "receipt " + std::to_string(number));
    return call.shared.receipts->complete(std::move(**found));
}

task<void> show_receipt(route_call& call)
{
    if (!call.shared.receipts) {
        auto none = none_kept();
        co_await refuse(call, std::move(none));
        co_return;
    }
    const auto number =
        parse_integer(call.parameters.at("number"), 0, std::numeric_limits<std::int64_t>::max());
    auto look = [&call, &number]() -> result<receipt::signed_receipt> {
        if (!number) return fail(errc::not_found, {}, "receipts have numbers");
        return look_up(call, static_cast<std::uint64_t>(*number));
    };
    auto found = co_await on_pool(call.shared.pool, std::move(look));
    if (!found) {
        auto why = found.error();
        co_await refuse(call, std::move(why));
        co_return;
    }
    http::response reply(200, json_type, receipt::line_of(*found));
    const auto ignored = co_await call.exchange.send(std::move(reply));
    static_cast<void>(ignored);
}

task<void> show_key(route_call& call)
{
    if (!call.shared.receipts) {
        auto none = none_kept();
        co_await refuse(call, std::move(none));
        co_return;
    }
    const auto& key = call.shared.receipts->key();
    const json shown = {{"algorithm", "Ed25519"},
                        {"key_id", key.id()},
                        {"public_key", key.hex()},
                        {"pem", key.pem()}};
    http::response reply(200, json_type, shown.dump());
    const auto ignored = co_await call.exchange.send(std::move(reply));
    static_cast<void>(ignored);
}

route list_row()
{
    route row;
    row.method = "GET";
    row.path = "/api/v1/receipts";
    row.operation = "listReceipts";
    row.tag = "receipts";
    row.summary = "Signed receipts of finished transfers, oldest first, one JSON document a line. "
                  "Without the right admin only those of the own token.";
    row.needs = state::right::read;
    row.parameters = {
        {"after", "query", "Only receipts above this number.", "integer"},
        {"limit", "query", "Receipts at most, up to 1000; 100 if not given.", "integer"}};
    row.replies = {
        {200, "Receipts; none: an empty body.", lines_type, {}, std::string(example_line) + "\n"}};
    row.run = list_receipts;
    return row;
}

route one_row()
{
    route row;
    row.method = "GET";
    row.path = "/api/v1/receipts/{number}";
    row.operation = "getReceipt";
    row.tag = "receipts";
    row.summary = "One receipt; the signature is over the bytes of its member \"receipt\".";
    row.needs = state::right::read;
    row.parameters = {{"number", "path", "Its number.", "integer", true}};
    row.replies = {{200, "The receipt.", json_type, "SignedReceipt", json::parse(example_line)}};
    row.run = show_receipt;
    return row;
}

route key_row()
{
    route row;
    row.method = "GET";
    row.path = "/api/v1/receipts/key";
    row.operation = "getReceiptKey";
    row.tag = "receipts";
    row.summary = "The public key that receipts are verified with.";
    constexpr auto digits = "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a";
    row.replies = {{200, "The key.", json_type, "ReceiptKey",
                    json{{"algorithm", "Ed25519"},
                         {"key_id", "21fe31dfa154a261"},
                         {"public_key", digits},
                         {"pem", "-----BEGIN PUBLIC KEY-----\n"}}}};
    row.run = show_key;
    return row;
}

} // namespace

std::vector<route> receipt_routes()
{
    return {list_row(), one_row(), key_row()};
}

} // namespace sluice::server
