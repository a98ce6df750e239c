#include "admin/job_calls.hpp"

#include "admin/json_field.hpp"
#include "base/hex.hpp"
#include "http/percent.hpp"

#include <openssl/rand.h>

#include <algorithm>
#include <array>

namespace sluice::admin {
namespace {

using nlohmann::json;

std::string new_key()
{
    std::array<unsigned char, 16> bytes{};
    ::RAND_bytes(bytes.data(), bytes.size());
    return to_hex(std::as_bytes(std::span(bytes)));
}

json document_of(const pull_wish& wanted)
{
    json made = {{"agent", wanted.agent}, {"path", wanted.path}};
    if (!wanted.deadline.empty()) made["deadline"] = wanted.deadline;
    if (wanted.bandwidth > 0) made["bandwidth"] = wanted.bandwidth;
    if (wanted.priority != 0) made["priority"] = wanted.priority;
    return made;
}

} // namespace

result<told_jobs> told_by(json document)
{
    auto jobs = read_jobs(document);
    if (!jobs) return jobs.error();
    told_jobs made;
    made.jobs = std::move(*jobs);
    if (document.contains("jobs")) made.batch = field<std::string>(document, "id");
    made.document = std::move(document);
    return made;
}

task<result<told_jobs>> order_pull(fetch::api_client& server, pull_wish wanted, deadline limit)
{
    auto document = document_of(wanted);
    fetch::api_request what("POST", "/api/v1/jobs", std::move(document));
    what.fields.set("idempotency-key", new_key());
    auto came = co_await server.call(what, limit);
    if (!came && is_retryable(came.error().code())) came = co_await server.call(what, limit);
    if (!came) co_return came.error();
    co_return told_by(std::move(came->body));
}

std::string path_of(const told_jobs& jobs)
{
    if (!jobs.batch.empty()) return "/api/v1/batches/" + http::percent_encoded(jobs.batch);
    const auto id = jobs.jobs.empty() ? std::string() : jobs.jobs.front().id;
    return "/api/v1/jobs/" + http::percent_encoded(id);
}

task<result<told_jobs>> ask_jobs(fetch::api_client& server, std::string path, deadline limit)
{
    fetch::api_request what("GET", std::move(path));
    auto came = co_await server.call(std::move(what), limit);
    if (!came) co_return came.error();
    co_return told_by(std::move(came->body));
}

task<result<told_jobs>> move_job(fetch::api_client& server, std::string id, std::string action,
                                 deadline limit)
{
    fetch::api_request what("POST", "/api/v1/jobs/" + http::percent_encoded(id) + "/" + action);
    auto came = co_await server.call(std::move(what), limit);
    if (!came) co_return came.error();
    co_return told_by(std::move(came->body));
}

exit_code exit_code_of_jobs(const std::vector<job_row>& jobs)
{
    std::size_t good = 0;
    std::optional<exit_code> first;
    for (const auto& one : jobs) {
        if (!one.has_ended()) return exit_code::unfinished;
        if (one.phase == "completed")
            ++good;
        else if (!first)
            first = exit_code_of(error_of(one));
    }
    if (!first) return exit_code::done;
    return good > 0 ? exit_code::partly_done : *first;
}

} // namespace sluice::admin
