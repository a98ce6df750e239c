#include "server/admin/routes_admin.hpp"

#include "admin/api_rows.hpp"
#include "async/on_pool.hpp"
#include "base/parse.hpp"
#include "http/percent.hpp"
#include "server/admin/admin_work.hpp"
#include "server/admin/routes_admin_table.hpp"
#include "server/uploads/upload_answer.hpp"

#include <limits>

namespace sluice::server {
namespace {

using nlohmann::json;

task<void> refuse(route_call& call, error why)
{
    co_await answer_error(call, std::move(why), error_shape::problem);
}

task<void> done(route_call& call)
{
    http::response reply(204);
    co_await answer(call, std::move(reply));
}

} // namespace

task<void> list_admin_sessions(route_call& call)
{
    json page = {{"sessions", json::array()}};
    for (const auto& one : session_rows(call.shared))
        page["sessions"].push_back(admin::to_json(one));
    auto reply = json_response(200, page);
    co_await answer(call, std::move(reply));
}

task<void> kick_admin_session(route_call& call)
{
    const auto id =
        parse_integer(call.parameters.at("id"), 0, std::numeric_limits<std::int64_t>::max());
    const auto kicked = id ? kick_session(call.shared, static_cast<std::uint64_t>(*id))
                           : result<>(fail(errc::not_found, {}, "sessions have numbers"));
    if (!kicked) {
        auto why = kicked.error();
        co_await refuse(call, std::move(why));
        co_return;
    }
    co_await done(call);
}

task<void> show_admin_stats(route_call& call)
{
    auto reply = json_response(200, admin::to_json(stats_of(call.shared)));
    co_await answer(call, std::move(reply));
}

task<void> show_admin_rate(route_call& call)
{
    const json document = {{"rate", call.shared.rate.rate()}};
    auto reply = json_response(200, document);
    co_await answer(call, std::move(reply));
}

task<void> set_admin_rate(route_call& call)
{
    constexpr std::size_t most = 1024;
    const auto limit = deadline::after(std::chrono::seconds(10));
    const auto body = co_await call.exchange.read_whole_body(most, limit);
    if (!body) {
        auto why = body.error();
        co_await refuse(call, std::move(why));
        co_return;
    }
    const auto document = json::parse(*body, nullptr, false);
    const bool good =
        document.is_object() && document.contains("rate") && document["rate"].is_number_unsigned();
    if (!good) {
        auto why = fail(errc::bad_usage, {}, "a document {\"rate\": BYTES PER SECOND} is wanted");
        co_await refuse(call, std::move(why));
        co_return;
    }
    call.shared.rate.set_rate(document["rate"].get<std::uint64_t>());
    co_await show_admin_rate(call);
}

task<void> list_admin_files(route_call& call)
{
    const auto path = http::query_value(call.exchange.request().query, "path").value_or("");
    auto look = [&call, &path] { return list_everything(call.shared.files, path); };
    const auto found = co_await on_pool(call.shared.pool, std::move(look));
    if (!found) {
        auto why = found.error();
        co_await refuse(call, std::move(why));
        co_return;
    }
    json page = {{"files", json::array()}};
    for (const auto& one : *found)
        page["files"].push_back(admin::to_json(one));
    const auto replace = json::error_handler_t::replace;
    http::response reply(200, "application/json", page.dump(-1, ' ', false, replace));
    co_await answer(call, std::move(reply));
}

task<void> stop_by_admin(route_call& call)
{
    if (!call.shared.stop_server) {
        auto why = fail(errc::unsupported, {}, "this server cannot be stopped from here");
        co_await refuse(call, std::move(why));
        co_return;
    }
    // The answer first: stopping ends this connection too.
    const json document = {{"stopping", true}};
    auto reply = json_response(202, document);
    co_await answer(call, std::move(reply));
    log_event what;
    what.level = log_level::info;
    what.event = "stopping";
    what.detail = "asked by " + call.exchange.peer();
    call.shared.log.write(what);
    call.shared.stop_server();
}

} // namespace sluice::server
