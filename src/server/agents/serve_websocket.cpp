#include "server/agents/serve_websocket.hpp"

#include "http/websocket_stream.hpp"
#include "server/agents/agent_identity.hpp"
#include "server/agents/json_agent.hpp"
#include "server/session.hpp"

namespace sluice::server {
namespace {

constexpr auto closing_limit = std::chrono::seconds(2);

/// Bytes of the text by which an agent registers; what comes later may be longer.
constexpr std::uint64_t longest_registration = 4U << 10U;

/// The beginning of the first message that holds anything. Errors: as websocket::read_now.
task<result<http::websocket_piece>> first_piece(http::websocket& on, deadline limit)
{
    while (true) {
        const auto piece = on.read_now();
        if (!piece) co_return piece.error();
        if (*piece && (!(*piece)->bytes.empty() || (*piece)->kind == http::websocket_kind::text))
            co_return **piece;
        if (*piece) continue;
        const auto ready = co_await on.wait_readable(limit);
        if (!ready) co_return ready.error();
    }
}

void note(host& shared, std::string_view event, const std::string& detail,
          const std::optional<error>& why)
{
    log_event what;
    what.level = why ? log_level::warning : log_level::info;
    what.event = event;
    const auto code = why ? code_name(why->code()) : std::string("ok");
    what.code = code;
    what.detail = detail;
    if (why) what.detail += " " + why->raw_text();
    shared.log.write(what);
}

/// Says why in words of its own, then closes.
task<void> turn_away(host& shared, http::websocket& on, error why)
{
    note(shared, "refused", on.peer(), why);
    const auto limit = deadline::after(closing_limit);
    const auto code = close_code_for(why);
    on.refuse(code, why);
    const auto closed = co_await on.close(code, why.detail(), limit);
    static_cast<void>(closed);
}

task<void> serve_native(host& shared, principal who, std::unique_ptr<http::websocket> on,
                        byte_view first, deadline limit)
{
    auto here = co_await asio::this_coro::executor;
    arrival how(limit, {});
    how.door = "websocket";
    if (!who.token_id.empty()) how.known = std::move(who);
    auto stream = std::make_unique<http::websocket_stream>(std::move(on), first);
    const auto made = std::make_shared<session>(shared, here, std::move(stream), std::move(how));
    co_await made->run();
}

/// The rest of a first text, and what it says.
task<result<json_message>> first_text(http::websocket& on, http::websocket_piece first,
                                      deadline limit)
{
    std::string text(as_text(first.bytes));
    if (!first.last) {
        const auto rest = co_await on.receive(limit);
        if (!rest) co_return rest.error();
        text += rest->bytes;
    }
    co_return read_json_message(text);
}

/// Whether the peer may be this agent; without a token it is judged by where it comes from.
result<principal> judge_agent(host& shared, principal who, const std::string& peer,
                              const std::string& id)
{
    if (who.token_id.empty()) {
        auto judged = shared.access->judge({}, peer);
        if (!judged) return judged.error();
        who = std::move(*judged);
    }
    proto::agent_register wanted;
    wanted.id = id;
    const auto may = may_register(who, wanted);
    if (!may) return may.error();
    return who;
}

task<void> serve_json(host& shared, principal who, std::unique_ptr<http::websocket> on,
                      http::websocket_piece first, deadline limit)
{
    const auto said = co_await first_text(*on, first, limit);
    const auto* wanted = said ? std::get_if<json_register>(&*said) : nullptr;
    auto why = said ? fail(errc::malformed_message, "login", "not registered") : said.error();
    result<principal> known = why;
    if (wanted) known = judge_agent(shared, std::move(who), on->peer(), wanted->client_id);
    if (!known) {
        const auto text = json_error_text(known.error());
        const auto told = co_await on->send(http::websocket_kind::text, as_bytes(text), limit);
        static_cast<void>(told);
        co_await turn_away(shared, *on, known.error());
        co_return;
    }
    agent_facts facts;
    facts.id = wanted->client_id;
    facts.name = "JSON";
    facts.peer = on->peer();
    facts.owner = known->name;
    facts.door = "json";
    facts.connected_at = std::chrono::system_clock::now();
    on->set_limits({});
    auto here = co_await asio::this_coro::executor;
    const auto called = facts.peer + " id=" + facts.id;
    note(shared, "agent", called, {});
    const auto made = std::make_shared<json_agent>(shared, std::move(on), std::move(facts), here);
    const auto served = co_await made->run();
    std::optional<error> ended;
    if (!served) ended = served.error();
    note(shared, "agent ended", called, ended);
}

} // namespace

task<void> serve_websocket(host& shared, principal who, std::unique_ptr<net::byte_stream> stream,
                           std::string early)
{
    http::websocket_limits limits;
    limits.text = longest_registration;
    auto on = std::make_unique<http::websocket>(std::move(stream), http::websocket_role::server,
                                                limits, early);
    early = std::string();
    const auto limit = deadline::after(std::chrono::milliseconds(shared.login_limit_ms.load()));
    const auto first = co_await first_piece(*on, limit);
    if (!first) {
        co_await turn_away(shared, *on, first.error());
        co_return;
    }
    if (first->kind == http::websocket_kind::binary)
        co_await serve_native(shared, std::move(who), std::move(on), first->bytes, limit);
    else
        co_await serve_json(shared, std::move(who), std::move(on), *first, limit);
}

} // namespace sluice::server
