#include "server/http/routes_status.hpp"

#include "async/on_pool.hpp"
#include "base/hex.hpp"
#include "base/parse.hpp"
#include "http/percent.hpp"
#include "server/jobs/job_desk.hpp"
#include "server/metrics.hpp"
#include "server/readiness.hpp"
#include "server/streams/demo_source.hpp"

namespace sluice::server {
namespace {

using nlohmann::json;

constexpr std::string_view json_type = "application/json";

/// On their way to clients, and from agents.
std::uint64_t active_downloads(const host& shared)
{
    const auto sent =
        static_cast<std::uint64_t>(std::max<std::int64_t>(0, shared.active_downloads));
    return sent + (shared.jobs ? shared.jobs->runner().pulls() : 0);
}

/// Blocks. A store that cannot say it right now does not make the server less healthy.
std::uint64_t arrays_stored(const host& shared)
{
    if (!shared.arrays) return 0;
    const auto count = shared.state->count_arrays();
    return count ? *count : 0;
}

/// Fields of both predecessors that had this route, so that their probes go on working.
json health_of(const host& shared, std::uint64_t arrays)
{
    const std::chrono::duration<double> up = std::chrono::steady_clock::now() - shared.started;
    return {{"status", "healthy"},
            {"version", SLUICE_VERSION},
            {"uptime_seconds", up.count()},
            {"connected_clients", shared.agents.size()},
            {"active_downloads", active_downloads(shared)},
            {"streaming", shared.demo->wanted()},
            {"connections", shared.connections.load()},
            {"arrays_stored", arrays}};
}

task<void> health(route_call& call)
{
    auto count = [&call] { return arrays_stored(call.shared); };
    const auto arrays = co_await on_pool(call.shared.pool, std::move(count));
    http::response reply(200, json_type, health_of(call.shared, arrays).dump());
    reply.fields.set("cache-control", "no-store");
    const auto ignored = co_await call.exchange.send(std::move(reply));
    (void)ignored;
}

task<void> ready(route_call& call)
{
    auto look = [&call] { return readiness_of(call.shared); };
    const auto found = co_await on_pool(call.shared.pool, std::move(look));
    http::response reply(found.ready ? 200 : 503, json_type, to_json(found).dump());
    reply.fields.set("cache-control", "no-store");
    if (!found.ready) reply.fields.set("retry-after", "5");
    const auto ignored = co_await call.exchange.send(std::move(reply));
    (void)ignored;
}

task<void> show_metrics(route_call& call)
{
    auto collect = [&call] { return call.shared.figures->text(); };
    auto text = co_await on_pool(call.shared.pool, std::move(collect));
    http::response reply(200, "text/plain; version=0.0.4; charset=utf-8", std::move(text));
    const auto ignored = co_await call.exchange.send(std::move(reply));
    (void)ignored;
}

json to_json(const state::ledger_record& one)
{
    return {{"number", one.number},
            {"who", one.who},
            {"peer", one.peer},
            {"what", one.what},
            {"direction", one.direction},
            {"door", one.door},
            {"digest", {{"kind", one.digest_kind}, {"root", to_hex(one.root_digest)}}},
            {"bytes", one.bytes},
            {"started", static_cast<double>(one.started_ns) / 1e9},
            {"ended", static_cast<double>(one.ended_ns) / 1e9},
            {"result", one.result}};
}

std::uint64_t number_in(const route_call& call, std::string_view name, std::int64_t otherwise,
                        std::int64_t most)
{
    const auto given = http::query_value(call.exchange.request().query, name);
    const auto read = parse_integer(given.value_or(""), 0, most);
    return static_cast<std::uint64_t>(read ? *read : otherwise);
}

task<void> show_ledger(route_call& call)
{
    if (!call.shared.state) {
        auto none = fail(errc::unsupported, {}, "this server keeps no ledger (--state none)");
        co_await answer_error(call, std::move(none), error_shape::problem);
        co_return;
    }
    const auto after = number_in(call, "after", 0, std::numeric_limits<std::int64_t>::max());
    const auto most = std::clamp<std::uint64_t>(number_in(call, "limit", 100, 1000), 1, 1000);
    auto look = [&call, after, most] { return call.shared.state->ledger(after, most); };
    auto found = co_await on_pool(call.shared.pool, std::move(look));
    if (!found) {
        auto why = found.error();
        co_await answer_error(call, std::move(why), error_shape::problem);
        co_return;
    }
    json page = {{"transfers", json::array()}, {"next", nullptr}};
    for (const auto& one : *found)
        page["transfers"].push_back(to_json(one));
    if (found->size() == most) page["next"] = found->back().number;
    const auto replace = json::error_handler_t::replace;
    http::response reply(200, json_type, page.dump(-1, ' ', false, replace));
    const auto ignored = co_await call.exchange.send(std::move(reply));
    (void)ignored;
}

route health_row()
{
    route row;
    row.method = "GET";
    row.path = "/health";
    row.operation = "health";
    row.tag = "status";
    row.summary = "Whether the server runs, and how busy it is.";
    row.rate_counted = false;
    row.replies = {{200, "It runs.", json_type, "Health",
                    json{{"status", "healthy"},
                         {"version", "0.1.0"},
                         {"uptime_seconds", 12.5},
                         {"connected_clients", 0},
                         {"active_downloads", 1},
                         {"streaming", false},
                         {"connections", 3},
                         {"arrays_stored", 0}}}};
    row.run = health;
    return row;
}

route ready_row()
{
    route row;
    row.method = "GET";
    row.path = "/readyz";
    row.operation = "ready";
    row.tag = "status";
    row.summary = "Whether the server can do its work: folder, state store, space.";
    row.rate_counted = false;
    const json good = {{"ready", true},
                       {"checks", {{"folder", "ok"}, {"state", "ok"}, {"space", "ok"}}}};
    const json bad = {{"ready", false},
                      {"checks", {{"folder", "ok"}, {"state", "ok"}, {"space", "no_space"}}}};
    row.replies = {{200, "It can.", json_type, "Ready", good},
                   {503, "It cannot now.", json_type, "Ready", bad}};
    row.run = ready;
    return row;
}

route metrics_row()
{
    route row;
    row.method = "GET";
    row.path = "/metrics";
    row.operation = "metrics";
    row.tag = "status";
    row.summary = "Figures in the Prometheus text format; docs/metrics.md names them.";
    row.needs = state::right::read;
    row.rate_counted = false;
    row.replies = {{200, "All figures.", "text/plain", {}, "sluice_uptime_seconds 12.5\n"}};
    row.run = show_metrics;
    return row;
}

route ledger_row()
{
    route row;
    row.method = "GET";
    row.path = "/api/v1/ledger";
    row.operation = "listTransfers";
    row.tag = "status";
    row.summary = "Finished transfers through every door, oldest first.";
    row.needs = state::right::admin;
    row.parameters = {{"after", "query", "Only records above this number.", "integer"},
                      {"limit", "query", "Records at most, up to 1000.", "integer"}};
    const json one = {{"number", 7},
                      {"who", "lab"},
                      {"peer", "127.0.0.1:40112"},
                      {"what", "data/run-7.bin"},
                      {"direction", "down"},
                      {"door", "http"},
                      {"digest", {{"kind", "sha256"}, {"root", "e3b0c44298fc1c14"}}},
                      {"bytes", 1048576},
                      {"started", 1794571200.5},
                      {"ended", 1794571200.75},
                      {"result", "ok"}};
    row.replies = {{200, "A page of records.", json_type, "LedgerPage",
                    json{{"transfers", json::array({one})}, {"next", nullptr}}}};
    row.run = show_ledger;
    return row;
}

} // namespace

std::vector<route> status_routes()
{
    std::vector<route> rows;
    rows.push_back(health_row());
    rows.push_back(ready_row());
    rows.push_back(metrics_row());
    rows.push_back(ledger_row());
    return rows;
}

} // namespace sluice::server
