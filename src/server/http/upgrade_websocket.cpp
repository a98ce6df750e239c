#include "server/http/upgrade_websocket.hpp"

#include "http/problem.hpp"
#include "http/websocket_offer.hpp"

namespace sluice::server {
namespace {

http::response refusal_of(http::websocket_answer said, const std::string& request_id)
{
    http::problem what;
    what.status = said.status;
    what.code = code_name(make_error_code(errc::unsupported));
    if (said.status == 400) what.code = code_name(make_error_code(errc::malformed_message));
    what.detail = said.detail;
    what.request_id = request_id;
    auto made = http::problem_response(what);
    for (const auto& one : said.fields.all())
        made.fields.set(one.name, one.value);
    return made;
}

} // namespace

task<void> upgrade_websocket(route_call& call, http::upgraded next)
{
    auto& one = call.exchange;
    auto said = http::judge_websocket(one.request());
    if (said.status != 101) {
        auto no = refusal_of(std::move(said), one.request_id());
        const auto told = co_await one.send(std::move(no));
        static_cast<void>(told);
        co_return;
    }
    http::response yes(101);
    yes.fields = std::move(said.fields);
    const auto given = co_await one.upgrade(std::move(yes), std::move(next));
    if (given || one.status() != 0) co_return;
    auto why = given.error();
    co_await answer_error(call, std::move(why), error_shape::problem);
}

std::vector<parameter_description> websocket_parameters()
{
    return {{"Upgrade", "header", "websocket", "string", true},
            {"Sec-WebSocket-Version", "header", "13", "string", true},
            {"Sec-WebSocket-Key", "header", "16 bytes in base64", "string", true}};
}

std::vector<reply_description> websocket_replies()
{
    return {{101, "The connection is a WebSocket now."},
            {400, "no proper opening", http::problem_media_type, "Problem"},
            {426, "not asked for, or in another version", http::problem_media_type, "Problem"}};
}

} // namespace sluice::server
