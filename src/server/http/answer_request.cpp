#include "server/http/answer_request.hpp"

#include "http/problem.hpp"

namespace sluice::server {
namespace {

task<void> answer_without_row(http::exchange& asked, const route_match& match)
{
    http::response reply(204);
    if (!match.options) {
        http::problem what;
        what.status = match.allow.empty() ? 404 : 405;
        what.code = match.allow.empty() ? "not_found" : "method_not_allowed";
        what.detail = match.allow.empty() ? "nothing is served under this path"
                                          : "the path knows only: " + std::string(match.allow);
        what.request_id = asked.request_id();
        reply = http::problem_response(what);
    }
    if (!match.allow.empty()) reply.fields.set("allow", match.allow);
    const auto ignored = co_await asked.send(std::move(reply));
    static_cast<void>(ignored);
}

/// Nobody in particular is asked to say who he is; somebody is told no.
std::optional<error> refused(const principal& who, const route& row)
{
    if (!row.needs || who.may(*row.needs)) return std::nullopt;
    const auto why = who.name.empty() ? errc::unauthenticated : errc::permission_denied;
    return fail(why, "request", std::string(row.operation));
}

} // namespace

route_match match_request(const route_table& table, const http::request& asked)
{
    const auto* other = asked.fields.find("x-http-method-override");
    return table.match(
        {asked.method, asked.path, other ? std::string_view(*other) : std::string_view()});
}

task<void> answer_request(request_context with, http::exchange& asked)
{
    auto match = match_request(with.table, asked.request());
    return answer_matched(std::move(with), std::move(match), asked);
}

task<void> answer_matched(request_context with, route_match match, http::exchange& asked)
{
    if (!match.found) {
        co_await answer_without_row(asked, match);
        co_return;
    }
    route_call call(with.shared, asked);
    call.who = std::move(with.who);
    call.parameters = std::move(match.parameters);
    const auto no = refused(call.who, *match.found);
    if (no) {
        co_await answer_error(call, *no, match.found->errors);
        co_return;
    }
    co_await match.found->run(call);
}

} // namespace sluice::server
