#include "server/jobs/job_examples.hpp"
#include "server/jobs/routes_jobs.hpp"

namespace sluice::server {
namespace {

using nlohmann::json;

constexpr std::string_view json_type = "application/json";

route job_row(std::string_view method, std::string_view path, std::string_view operation)
{
    route row;
    row.method = method;
    row.path = path;
    row.operation = operation;
    row.tag = "jobs";
    row.needs = method == "GET" ? state::right::read : state::right::admin;
    if (path.find("{id}") != path.npos) {
        row.parameters.push_back({"id", "path", "a UUID", "string", true});
        row.replies.push_back(
            {404, "not there, or somebody else's", "application/problem+json", "Problem"});
    }
    return row;
}

void add_problem(route& row, int status, std::string_view why)
{
    row.replies.push_back({status, why, "application/problem+json", "Problem"});
}

route order_row()
{
    auto row = job_row("POST", "/api/v1/jobs", "orderJobs");
    row.summary = "Fetch something from one agent, from those that match a pattern, or from all";
    row.parameters.push_back(
        {"Idempotency-Key", "header", "the same key with the same body gives the same jobs back"});
    row.body = {json_type, "JobRequest", job_request_example()};
    row.replies = {{202,
                    "ordered; Location has the address: of the job where one agent was named by "
                    "its id, else of the batch",
                    json_type, "JobOrBatch", job_example()}};
    add_problem(row, 400, "agent or path is missing or wrong");
    add_problem(row, 404, "no known agent matches the pattern");
    add_problem(row, 409, "the Idempotency-Key stands for another request");
    row.run = order_jobs;
    return row;
}

route list_row()
{
    auto row = job_row("GET", "/api/v1/jobs", "listJobs");
    row.summary = "Jobs, the newest first: one's own, all with the right admin";
    row.parameters = {
        {"phase", "query", "queued, running, completed, failed, cancelled; by commas"},
        {"agent", "query", "only of this agent"},
        {"batch", "query", "only of this batch"},
        {"before", "query", "go on behind the page before: its `next`", "integer"},
        {"limit", "query", "jobs at most, up to 1000", "integer"}};
    row.replies = {{200, "a page, and a summary of all that were chosen", json_type, "JobPage",
                    json{{"jobs", json::array({job_example()})},
                         {"summary", job_summary_example()},
                         {"next", nullptr}}}};
    add_problem(row, 400, "a parameter is wrong");
    row.run = list_jobs;
    return row;
}

route show_row()
{
    auto row = job_row("GET", "/api/v1/jobs/{id}", "getJob");
    row.summary = "One job, as it is now";
    row.rate_counted = false;
    row.replies.push_back({200, "the job", json_type, "Job", job_example()});
    row.run = show_job;
    return row;
}

route cancel_row()
{
    auto row = job_row("POST", "/api/v1/jobs/{id}/cancel", "cancelJob");
    row.summary = "End a job; one that has ended stays as it is";
    row.replies.push_back({200, "the job", json_type, "Job", job_example()});
    row.run = cancel_job;
    return row;
}

route retry_row()
{
    auto row = job_row("POST", "/api/v1/jobs/{id}/retry", "retryJob");
    row.summary = "Queue a failed or cancelled job again; it goes on where it ended";
    row.replies.push_back({200, "the job", json_type, "Job", job_example()});
    add_problem(row, 409, "the job is completed");
    row.run = retry_job;
    return row;
}

route remove_row()
{
    auto row = job_row("DELETE", "/api/v1/jobs/{id}", "removeJob");
    row.summary = "Forget a job that has ended; its files stay";
    row.replies.push_back({204, "forgotten"});
    add_problem(row, 409, "the job has not ended");
    row.run = remove_job;
    return row;
}

route batch_row()
{
    auto row = job_row("GET", "/api/v1/batches/{id}", "getBatch");
    row.summary = "The jobs of one order and how far they are together";
    row.rate_counted = false;
    row.replies.push_back({200, "the batch", json_type, "Batch", batch_example()});
    row.run = show_batch;
    return row;
}

route agents_row()
{
    auto row = job_row("GET", "/api/v1/agents", "listAgents");
    row.summary = "The agents that are connected or were";
    row.replies = {
        {200, "by id", json_type, "AgentList", json{{"agents", json::array({agent_example()})}}}};
    row.run = list_agents;
    return row;
}

} // namespace

std::vector<route> job_routes()
{
    return {order_row(), list_row(),   show_row(),  cancel_row(),
            retry_row(), remove_row(), batch_row(), agents_row()};
}

} // namespace sluice::server
