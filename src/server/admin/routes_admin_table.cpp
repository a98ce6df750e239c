#include "server/admin/routes_admin_table.hpp"

#include "server/admin/routes_admin.hpp"

namespace sluice::server {
namespace {

using nlohmann::json;

constexpr std::string_view json_type = "application/json";
constexpr std::string_view problem_type = "application/problem+json";

route admin_row(std::string_view method, std::string_view path, std::string_view operation,
                std::string_view summary)
{
    route row;
    row.method = method;
    row.path = path;
    row.operation = operation;
    row.tag = "admin";
    row.summary = summary;
    row.needs = state::right::admin;
    return row;
}

route sessions_row()
{
    auto row = admin_row("GET", "/api/v1/admin/sessions", "listSessions",
                         "Who is connected through the native protocol.");
    const json one = {
        {"id", 7},        {"peer", "192.0.2.7:40112"}, {"name", "lab"},     {"seconds", 65},
        {"requests", 12}, {"sent_bytes", 1048576},     {"state", "sending"}};
    row.replies = {
        {200, "All sessions.", json_type, "SessionPage", json{{"sessions", json::array({one})}}}};
    row.run = list_admin_sessions;
    return row;
}

route kick_row()
{
    auto row = admin_row("DELETE", "/api/v1/admin/sessions/{id}", "kickSession", "End a session.");
    row.parameters = {{"id", "path", "Its number.", "integer", true}};
    row.replies = {{204, "It was told to end."}, {404, "There is none.", problem_type, "Problem"}};
    row.run = kick_admin_session;
    return row;
}

route stats_row()
{
    auto row = admin_row("GET", "/api/v1/admin/stats", "getStats",
                         "What the server has done since it started.");
    row.replies = {{200, "Figures of the native protocol.", json_type, "ServerStats",
                    json{{"uptime_seconds", 3600},
                         {"sessions_now", 2},
                         {"sessions_ever", 40},
                         {"requests", 1200},
                         {"failures", 3},
                         {"sent_bytes", 1073741824},
                         {"rate", 0}}}};
    row.run = show_admin_stats;
    return row;
}

route rate_row()
{
    auto row = admin_row("GET", "/api/v1/admin/rate", "getRate",
                         "Bytes per second sent to all clients together; 0: no limit.");
    row.replies = {{200, "The limit.", json_type, "RateLimit", json{{"rate", 10485760}}}};
    row.run = show_admin_rate;
    return row;
}

route set_rate_row()
{
    auto row = admin_row("PUT", "/api/v1/admin/rate", "setRate",
                         "Limit what is sent to all clients together, until the server ends.");
    row.body = {json_type, "RateLimit", json{{"rate", 10485760}}};
    row.replies = {{200, "The limit in force.", json_type, "RateLimit", json{{"rate", 10485760}}},
                   {400, "No such document.", problem_type, "Problem"}};
    row.run = set_admin_rate;
    return row;
}

route files_row()
{
    auto row = admin_row("GET", "/api/v1/admin/files", "listAllFiles",
                         "Everything below a folder, up to 100,000 entries.");
    row.parameters = {{"path", "query", "A file or folder; empty: the served folder."}};
    const json one = {{"path", "films/long.mkv"}, {"kind", "file"}, {"size", 4194304}};
    row.replies = {
        {200, "All entries.", json_type, "AdminFiles", json{{"files", json::array({one})}}},
        {404, "There is none.", problem_type, "Problem"}};
    row.run = list_admin_files;
    return row;
}

route stop_row()
{
    auto row = admin_row("POST", "/api/v1/admin/stop", "stopServer",
                         "Stop the server as SIGTERM does: running transfers may end first.");
    row.replies = {{202, "It is going to stop.", json_type, "Stopping", json{{"stopping", true}}}};
    row.run = stop_by_admin;
    return row;
}

} // namespace

std::vector<route> admin_routes()
{
    return {sessions_row(), kick_row(),  stats_row(), rate_row(),
            set_rate_row(), files_row(), stop_row()};
}

} // namespace sluice::server
