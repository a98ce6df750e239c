#include "admin/http_actions.hpp"

#include "admin/api_rows.hpp"
#include "http/percent.hpp"

namespace sluice::admin {
namespace {

using nlohmann::json;

/// A listing of 100,000 entries from a cold disk takes its time.
constexpr auto patience = std::chrono::minutes(2);

} // namespace

task<result<json>> http_actions::ask(fetch::api_request what)
{
    auto came = co_await server_.call(std::move(what), deadline::after(patience));
    if (!came) co_return came.error();
    co_return std::move(came->body);
}

task<result<std::vector<proto::entry>>> http_actions::list(std::string path)
{
    fetch::api_request what("GET", "/api/v1/admin/files?path=" + http::percent_encoded(path));
    const auto came = co_await ask(std::move(what));
    if (!came) co_return came.error();
    co_return read_files(*came);
}

task<result<std::vector<session_row>>> http_actions::sessions()
{
    fetch::api_request what("GET", "/api/v1/admin/sessions");
    const auto came = co_await ask(std::move(what));
    if (!came) co_return came.error();
    co_return read_sessions(*came);
}

task<result<server_stats>> http_actions::stats()
{
    fetch::api_request what("GET", "/api/v1/admin/stats");
    const auto came = co_await ask(std::move(what));
    if (!came) co_return came.error();
    co_return read_stats(*came);
}

task<result<>> http_actions::kick(std::uint64_t id)
{
    fetch::api_request what("DELETE", "/api/v1/admin/sessions/" + std::to_string(id));
    const auto came = co_await ask(std::move(what));
    if (!came) co_return came.error();
    co_return ok;
}

task<result<>> http_actions::limit(std::uint64_t rate)
{
    json wanted = {{"rate", rate}};
    fetch::api_request what("PUT", "/api/v1/admin/rate", std::move(wanted));
    const auto came = co_await ask(std::move(what));
    if (!came) co_return came.error();
    co_return ok;
}

task<result<>> http_actions::stop()
{
    fetch::api_request what("POST", "/api/v1/admin/stop");
    const auto came = co_await ask(std::move(what));
    if (!came) co_return came.error();
    co_return ok;
}

task<result<std::vector<agent_row>>> http_actions::agents()
{
    fetch::api_request what("GET", "/api/v1/agents");
    const auto came = co_await ask(std::move(what));
    if (!came) co_return came.error();
    co_return read_agents(*came);
}

task<result<std::vector<job_row>>> http_actions::jobs()
{
    fetch::api_request what("GET", "/api/v1/jobs?limit=50");
    const auto came = co_await ask(std::move(what));
    if (!came) co_return came.error();
    co_return read_jobs(*came);
}

task<result<job_row>> http_actions::cancel_job(std::string id)
{
    fetch::api_request what("POST", "/api/v1/jobs/" + http::percent_encoded(id) + "/cancel");
    const auto came = co_await ask(std::move(what));
    if (!came) co_return came.error();
    co_return read_job(*came);
}

task<result<std::vector<job_row>>> http_actions::pull(std::string agent, std::string path)
{
    json wanted = {{"agent", agent}, {"path", path}};
    fetch::api_request what("POST", "/api/v1/jobs", std::move(wanted));
    const auto came = co_await ask(std::move(what));
    if (!came) co_return came.error();
    co_return read_jobs(*came);
}

} // namespace sluice::admin
