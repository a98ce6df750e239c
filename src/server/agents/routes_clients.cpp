#include "server/agents/routes_clients.hpp"

#include "base/rfc3339.hpp"
#include "server/jobs/job_answer.hpp"
#include "server/jobs/job_examples.hpp"
#include "server/uploads/upload_answer.hpp"

namespace sluice::server {
namespace {

using nlohmann::json;

constexpr std::string_view json_type = "application/json";
constexpr std::size_t most_request = 64U << 10U;
constexpr std::uint64_t old_chunk = 1U << 20U;
constexpr auto usual_path = "$HOME/file_to_download.txt";

http::response refusal(int status, const std::string& text)
{
    return json_response(status, {{"error", text}});
}

/// A text of the request; empty: it has none.
std::string text_of(const json& body, const char* key)
{
    const bool there = body.is_object() && body.contains(key) && body[key].is_string();
    return there ? body[key].get<std::string>() : std::string();
}

http::response answer_of(const result<ordered_jobs>& made, const std::string& client)
{
    if (!made) {
        const auto status = http_status_of(made.error());
        return refusal(status, status == 500 ? "the server could not do this; its log says why"
                                             : made.error().text());
    }
    return json_response(200, {{"success", true},
                               {"download_id", made->jobs.front().id},
                               {"message", "Download from client " + client + " started"}});
}

task<http::response> ordered(route_call& call)
{
    const auto limit = deadline::after(std::chrono::seconds(30));
    const auto text = co_await call.exchange.read_whole_body(most_request, limit);
    if (!text) co_return refusal(http_status_of(text.error()), text.error().text());
    const auto body = json::parse(*text, nullptr, false);
    const auto client = text_of(body, "client_id");
    if (client.empty()) co_return refusal(400, "client_id is required");
    if (!call.shared.jobs || !call.shared.agents.find(client))
        co_return refusal(404, "Client " + client + " is not connected");
    const auto path = text_of(body, "file_path");
    const json wanted = {{"agent", client}, {"path", path.empty() ? usual_path : path}};
    auto order = job_order_of(wanted, real_time_ns());
    if (!order) co_return refusal(400, order.error().text());
    order->owner = call.who.name;
    const auto made = co_await call.shared.jobs->order(std::move(*order));
    co_return answer_of(made, client);
}

task<void> order_download(route_call& call)
{
    auto reply = co_await ordered(call);
    co_await answer(call, std::move(reply));
}

std::string status_of(state::job_phase phase)
{
    if (is_unfinished(phase)) return "downloading";
    return phase == state::job_phase::completed ? "completed" : "failed";
}

json download_document(const job_desk& desk, const state::job_record& job)
{
    const auto live = desk.progress(job.id);
    const auto& reached = live ? live->reached : job.reached;
    const bool ended = !is_unfinished(job.phase);
    json made = {{"download_id", job.id},
                 {"client_id", job.agent},
                 {"file_path", nullptr},
                 {"remote_path", job.path},
                 {"status", status_of(job.phase)},
                 {"started_at", format_rfc3339(job.created_ns)},
                 {"chunks_received", (reached.received + old_chunk - 1) / old_chunk},
                 {"completed_at", nullptr},
                 {"total_size", nullptr},
                 {"error", nullptr}};
    if (!job.target.empty()) made["file_path"] = desk.needs().downloads + "/" + job.target;
    if (ended) made["completed_at"] = format_rfc3339(job.ended_ns);
    if (reached.known > 0 || job.phase == state::job_phase::completed)
        made["total_size"] = reached.known;
    if (ended && !job.code.empty()) made["error"] = job.detail;
    return made;
}

task<void> show_download(route_call& call)
{
    auto found = result<state::job_record>(fail(errc::not_found));
    if (call.shared.jobs) {
        auto id = call.parameters.at("id");
        found = co_await call.shared.jobs->find(std::move(id));
    }
    const bool seen = found && may_see_job(call, found->owner);
    auto reply = seen ? json_response(200, download_document(*call.shared.jobs, *found))
                      : refusal(404, "Download not found");
    co_await answer(call, std::move(reply));
}

task<void> list_clients(route_call& call)
{
    json all = json::array();
    for (const auto& link : call.shared.agents.all()) {
        const auto& facts = link->facts();
        const auto since = std::chrono::duration_cast<std::chrono::nanoseconds>(
            facts.connected_at.time_since_epoch());
        all.push_back({{"client_id", facts.id},
                       {"connected", true},
                       {"connected_at", format_rfc3339(since.count())}});
    }
    auto reply = json_response(200, {{"clients", std::move(all)}});
    co_await answer(call, std::move(reply));
}

route client_row(std::string_view method, std::string_view path, std::string_view operation)
{
    route row;
    row.method = method;
    row.path = path;
    row.operation = operation;
    row.tag = "clients";
    row.errors = error_shape::message;
    row.needs = method == "GET" ? state::right::read : state::right::admin;
    return row;
}

route order_row()
{
    auto row = client_row("POST", "/api/download", "orderDownload");
    row.summary = "Fetch a file from a client that is connected";
    row.body = {
        json_type, "PullRequest", {{"client_id", "restaurant-001"}, {"file_path", usual_path}}};
    row.replies = {
        {200, "ordered", json_type, "PullAnswer",
         json{{"success", true},
              {"download_id", job_example()["id"]},
              {"message", "Download from client restaurant-001 started"}}},
        {400, "no client_id", json_type, "ErrorText", json{{"error", "client_id is required"}}},
        {404, "not connected", json_type, "ErrorText",
         json{{"error", "Client restaurant-001 is not connected"}}}};
    row.run = order_download;
    return row;
}

route show_row()
{
    auto row = client_row("GET", "/api/downloads/{id}", "getDownload");
    row.summary = "How far a download is";
    row.rate_counted = false;
    row.parameters.push_back({"id", "path", "download_id", "string", true});
    const json example = {{"download_id", job_example()["id"]},
                          {"client_id", "restaurant-001"},
                          {"file_path", "downloads/restaurant-001/home/file_to_download.txt"},
                          {"remote_path", usual_path},
                          {"status", "completed"},
                          {"started_at", "2026-11-21T12:30:00Z"},
                          {"chunks_received", 100},
                          {"completed_at", "2026-11-21T12:30:02Z"},
                          {"total_size", 104857600},
                          {"error", nullptr}};
    row.replies = {
        {200, "the download", json_type, "PullStatus", example},
        {404, "no such download", json_type, "ErrorText", json{{"error", "Download not found"}}}};
    row.run = show_download;
    return row;
}

route list_row()
{
    auto row = client_row("GET", "/api/clients", "listClients");
    row.summary = "The clients that are connected";
    const json one = {{"client_id", "restaurant-001"},
                      {"connected", true},
                      {"connected_at", "2026-11-21T06:00:00Z"}};
    row.replies = {
        {200, "all of them", json_type, "ClientList", json{{"clients", json::array({one})}}}};
    row.run = list_clients;
    return row;
}

} // namespace

std::vector<route> client_routes()
{
    return {order_row(), show_row(), list_row()};
}

} // namespace sluice::server
