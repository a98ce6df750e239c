#include "admin/job_rows.hpp"

#include "admin/json_field.hpp"

namespace sluice::admin {
namespace {

using nlohmann::json;

error malformed()
{
    return fail(errc::malformed_message, "server", "the answer is not what was asked for");
}

errc errc_named(std::string_view name)
{
    for (int number = 1; number <= last_errc; ++number)
        if (code_name(static_cast<errc>(number)) == name) return static_cast<errc>(number);
    return errc::internal;
}

agent_row agent_in(const json& from)
{
    agent_row made;
    made.id = field<std::string>(from, "id");
    made.connected = field(from, "connected", false);
    made.door = field<std::string>(from, "door");
    made.peer = field<std::string>(from, "peer");
    made.pulls = field<std::uint64_t>(from, "pulls");
    made.last_seen = field<std::string>(from, "last_seen");
    for (const auto& one : list_in(from, "exports"))
        if (one.is_string()) made.exports.push_back(one.get<std::string>());
    return made;
}

} // namespace

result<job_row> read_job(const json& from)
{
    job_row made;
    made.id = field<std::string>(from, "id");
    made.phase = field<std::string>(from, "phase");
    if (made.id.empty() || made.phase.empty()) return malformed();
    made.batch = field<std::string>(from, "batch");
    made.agent = field<std::string>(from, "agent");
    made.path = field<std::string>(from, "path");
    made.waiting_for = field<std::string>(from, "waiting_for");
    made.target = field<std::string>(from, "target");
    made.attempts = field<std::uint64_t>(from, "attempts");
    const auto bytes = from.value("bytes", json::object());
    made.known = field<std::uint64_t>(bytes, "known");
    made.received = field<std::uint64_t>(bytes, "received");
    made.verified = field<std::uint64_t>(bytes, "verified");
    made.durable = field<std::uint64_t>(bytes, "durable");
    made.rate = field<double>(from, "rate");
    if (from.contains("percent") && from["percent"].is_number())
        made.percent = from["percent"].get<double>();
    made.created = field<std::string>(from, "created");
    made.started = field<std::string>(from, "started");
    made.ended = field<std::string>(from, "ended");
    const auto failed = from.value("error", json());
    made.error_code = field<std::string>(failed, "code");
    made.error_detail = field<std::string>(failed, "detail");
    return made;
}

result<std::vector<job_row>> read_jobs(const json& from)
{
    std::vector<job_row> all;
    if (!from.is_object()) return malformed();
    if (!from.contains("jobs")) {
        auto one = read_job(from);
        if (!one) return one.error();
        all.push_back(std::move(*one));
        return all;
    }
    for (const auto& each : list_in(from, "jobs")) {
        auto one = read_job(each);
        if (!one) return one.error();
        all.push_back(std::move(*one));
    }
    return all;
}

result<std::vector<agent_row>> read_agents(const json& from)
{
    if (!from.is_object() || !from.contains("agents")) return malformed();
    std::vector<agent_row> all;
    for (const auto& each : list_in(from, "agents"))
        all.push_back(agent_in(each));
    return all;
}

error error_of(const job_row& job)
{
    if (job.phase == "cancelled") return fail(errc::cancelled, "job", job.path);
    const auto detail = job.error_detail.empty() ? job.path : job.error_detail;
    return fail(errc_named(job.error_code), "job", detail);
}

} // namespace sluice::admin
