#include "server/jobs/job_schemas.hpp"

#include <string_view>
#include <vector>

namespace sluice::server {
namespace {

using nlohmann::json;

/// A property; one with a '?' behind its name may be missing.
struct property {
    std::string_view name;
    json schema;
};

json text()
{
    return {{"type", "string"}};
}

json text_or_null()
{
    return {{"type", {"string", "null"}}};
}

json size()
{
    return {{"type", "integer"}, {"format", "int64"}, {"minimum", 0}};
}

json number_or_null()
{
    return {{"type", {"number", "null"}}};
}

json truth()
{
    return {{"type", "boolean"}};
}

json date()
{
    return {{"type", "string"}, {"format", "date-time"}};
}

json date_or_null()
{
    return {{"type", {"string", "null"}}, {"format", "date-time"}};
}

json explained(json schema, std::string_view description)
{
    schema["description"] = description;
    return schema;
}

json choice(std::vector<std::string> of)
{
    return {{"type", "string"}, {"enum", std::move(of)}};
}

json named(const std::string& schema)
{
    return {{"$ref", "#/components/schemas/" + schema}};
}

json list_of(json item)
{
    return {{"type", "array"}, {"items", std::move(item)}};
}

json object(const std::vector<property>& properties)
{
    json made = {{"type", "object"}, {"properties", json::object()}, {"required", json::array()}};
    for (auto [name, schema] : properties) {
        const bool optional = name.ends_with('?');
        if (optional) name.remove_suffix(1);
        made["properties"][std::string(name)] = schema;
        if (!optional) made["required"].push_back(name);
    }
    if (made["required"].empty()) made.erase("required");
    return made;
}

json figures()
{
    return object({{"known", explained(size(), "as far as it was listed")},
                   {"received", explained(size(), "those of earlier attempts included")},
                   {"verified", explained(size(), "their digests match")},
                   {"durable", explained(size(), "on stable storage")}});
}

json file_counts()
{
    return object({{"known", size()}, {"done", size()}});
}

json error_or_null()
{
    auto made = object({{"code", text()}, {"detail", text()}});
    made["type"] = {"object", "null"};
    return made;
}

json job_request()
{
    const json rate = {{"type", {"integer", "string", "null"}}};
    const json until = {{"type", {"number", "string", "null"}}};
    return object(
        {{"agent", explained(text(), "an id, a pattern of ids, or \"all\"")},
         {"path", explained(text(), "a path or a pattern, as the agent understands it")},
         {"priority?", explained({{"type", "integer"}}, "higher ones start first; 0")},
         {"bandwidth?", explained(rate, "bytes per second of each job, or \"10M\"; no limit")},
         {"deadline?", explained(until, "seconds from now on, \"2h\", or a time in UTC; none")},
         {"connected_only?", explained(truth(), "of a pattern: leave out who is not connected")}});
}

json job()
{
    return object({{"id", text()},
                   {"batch", text()},
                   {"agent", text()},
                   {"path", explained(text(), "as it was asked for")},
                   {"owner", explained(text(), "the token with which it was ordered")},
                   {"phase", choice({"queued", "running", "completed", "failed", "cancelled"})},
                   {"waiting_for", explained(text_or_null(), "of a queued job, in words")},
                   {"priority", {{"type", "integer"}}},
                   {"bandwidth", explained(size(), "bytes per second; 0: no limit")},
                   {"deadline", date_or_null()},
                   {"attempts", size()},
                   {"next_try", date_or_null()},
                   {"target", explained(text_or_null(), "below the downloads folder")},
                   {"bytes", figures()},
                   {"files", file_counts()},
                   {"percent", explained(number_or_null(), "of the bytes, verified ones")},
                   {"rate", explained({{"type", "number"}}, "bytes per second now")},
                   {"current", explained(text_or_null(), "a file that is being fetched")},
                   {"digest", explained(text_or_null(), "root digest of a single file")},
                   {"error", explained(error_or_null(), "of the last attempt")},
                   {"created", date()},
                   {"started", date_or_null()},
                   {"ended", date_or_null()}});
}

json summary()
{
    const json each = {{"type", "object"}, {"additionalProperties", size()}};
    return object({{"jobs", size()},
                   {"phases", explained(each, "how many are in each phase")},
                   {"bytes", object({{"known", size()}, {"durable", size()}})},
                   {"ended", explained(truth(), "none is queued or running")},
                   {"succeeded", explained(truth(), "all are completed")}});
}

json agent()
{
    return object({{"id", text()},
                   {"connected", truth()},
                   {"name", explained(text_or_null(), "program and version, as it says")},
                   {"door", explained(text_or_null(), "native, websocket or json")},
                   {"owner", text()},
                   {"pulls", explained(size(), "that run now")},
                   {"first_seen", date_or_null()},
                   {"last_seen", date_or_null()},
                   {"connected_at", date_or_null()},
                   {"peer", text_or_null()},
                   {"exports", list_of(text())}});
}

json event()
{
    return object({{"sequence", size()},
                   {"at", explained({{"type", "number"}}, "seconds since 1970")},
                   {"event", explained(text(), "job.queued, job.started, job.progress, "
                                               "job.waiting, job.requeued, job.completed, "
                                               "job.failed, job.cancelled, job.removed, "
                                               "agent.connected, agent.gone")},
                   {"agent", text()},
                   {"job?", text()},
                   {"batch?", text()},
                   {"path?", text()},
                   {"attempts?", size()},
                   {"bytes?", figures()},
                   {"files?", file_counts()},
                   {"error?", object({{"code", text()}, {"detail", text()}})}});
}

json pull_status()
{
    return object({{"download_id", text()},
                   {"client_id", text()},
                   {"file_path", explained(text_or_null(), "where the server keeps it")},
                   {"remote_path", explained(text(), "as it was asked for")},
                   {"status", choice({"downloading", "completed", "failed"})},
                   {"started_at", date()},
                   {"chunks_received", explained(size(), "of 1 MiB")},
                   {"completed_at", date_or_null()},
                   {"total_size", {{"type", {"integer", "null"}}}},
                   {"error", text_or_null()}});
}

void add_predecessor(json& all)
{
    all["PullRequest"] = object({{"client_id", text()}, {"file_path?", text()}});
    all["PullAnswer"] =
        object({{"success", truth()}, {"download_id", text()}, {"message", text()}});
    all["PullStatus"] = pull_status();
    all["ClientList"] =
        object({{"clients",
                 list_of(object(
                     {{"client_id", text()}, {"connected", truth()}, {"connected_at", date()}}))}});
    all["ErrorText"] = object({{"error", text()}});
}

} // namespace

json job_schemas()
{
    json all;
    all["JobRequest"] = job_request();
    all["Job"] = job();
    all["JobSummary"] = summary();
    all["Batch"] = object({{"id", text()},
                           {"owner", text()},
                           {"created", date()},
                           {"summary", named("JobSummary")},
                           {"jobs", list_of(named("Job"))}});
    all["JobOrBatch"] = {{"oneOf", json::array({named("Job"), named("Batch")})}};
    const json next = {{"type", {"integer", "null"}}};
    all["JobPage"] = object({{"jobs", list_of(named("Job"))},
                             {"summary", named("JobSummary")},
                             {"next", explained(next, "give it as `before`; null: all shown")}});
    all["Agent"] = agent();
    all["AgentList"] = object({{"agents", list_of(named("Agent"))}});
    all["Event"] = event();
    add_predecessor(all);
    return all;
}

} // namespace sluice::server
