#include "server/jobs/job_answer.hpp"

#include "base/exit_code.hpp"
#include "base/rfc3339.hpp"

#include <algorithm>

namespace sluice::server {
namespace {

using nlohmann::json;

json time_or_null(std::int64_t ns)
{
    return ns == 0 ? json(nullptr) : json(format_rfc3339(ns));
}

json text_or_null(const std::string& text)
{
    return text.empty() ? json(nullptr) : json(text);
}

json bytes_of(const state::job_figures& reached)
{
    return {{"known", reached.known},
            {"received", reached.received},
            {"verified", reached.verified},
            {"durable", reached.durable}};
}

/// Of the bytes that are verified, to a tenth; null while nobody knows how many there are.
json percent_of(const state::job_record& job, const state::job_figures& reached)
{
    if (job.phase == state::job_phase::completed) return 100.0;
    if (reached.known == 0) return nullptr;
    const auto share = static_cast<double>(reached.verified) / static_cast<double>(reached.known);
    return std::min(99.9, static_cast<double>(static_cast<int>(share * 1000)) / 10);
}

json error_of(const state::job_record& job)
{
    if (job.code.empty()) return nullptr;
    return {{"code", job.code}, {"detail", job.detail}};
}

} // namespace

result<job_desk*> job_desk_of(route_call& call)
{
    if (!call.shared.jobs)
        return fail(errc::unsupported, "job", "this server keeps no jobs (--state none)");
    return call.shared.jobs;
}

bool may_see_job(const route_call& call, const std::string& owner)
{
    return owner == call.who.name || call.who.may(state::right::admin);
}

json job_document(const job_desk& desk, const state::job_record& job)
{
    const bool runs = job.phase == state::job_phase::running;
    const auto live = runs ? desk.progress(job.id) : std::nullopt;
    const auto& reached = live ? live->reached : job.reached;
    json made = {{"id", job.id},
                 {"batch", job.batch},
                 {"agent", job.agent},
                 {"path", job.path},
                 {"owner", job.owner},
                 {"phase", name_of(job.phase)},
                 {"waiting_for", nullptr},
                 {"priority", job.priority},
                 {"bandwidth", job.rate},
                 {"deadline", time_or_null(job.deadline_ns)},
                 {"attempts", job.attempts},
                 {"next_try", nullptr},
                 {"target", text_or_null(job.target)},
                 {"bytes", bytes_of(reached)},
                 {"files", {{"known", reached.files_known}, {"done", reached.files_done}}},
                 {"percent", percent_of(job, reached)},
                 {"rate", live ? live->rate : 0.0},
                 {"current", live ? text_or_null(live->current) : json(nullptr)},
                 {"digest", text_or_null(job.digest)},
                 {"error", error_of(job)},
                 {"created", format_rfc3339(job.created_ns)},
                 {"started", time_or_null(job.started_ns)},
                 {"ended", time_or_null(job.ended_ns)}};
    if (job.phase == state::job_phase::queued) {
        made["waiting_for"] = desk.waiting_for(job);
        made["next_try"] = time_or_null(job.next_try_ns);
    }
    return made;
}

json summary_document(const state::job_sums& sums)
{
    json phases = json::object();
    std::uint64_t jobs = 0;
    std::uint64_t known = 0;
    std::uint64_t durable = 0;
    for (std::size_t i = 0; i < sums.size(); ++i) {
        phases[std::string(name_of(static_cast<state::job_phase>(i + 1)))] = sums[i].jobs;
        jobs += sums[i].jobs;
        known += sums[i].known;
        durable += sums[i].durable;
    }
    const auto ended = jobs - sums[0].jobs - sums[1].jobs;
    return {{"jobs", jobs},
            {"phases", std::move(phases)},
            {"bytes", {{"known", known}, {"durable", durable}}},
            {"ended", ended == jobs},
            {"succeeded", sums[2].jobs == jobs}};
}

state::job_sums sums_of(const std::vector<state::job_record>& jobs)
{
    state::job_sums sums;
    for (const auto& one : jobs) {
        auto& sum = sums.at(static_cast<std::size_t>(one.phase) - 1);
        ++sum.jobs;
        sum.known += one.reached.known;
        sum.durable += one.reached.durable;
    }
    return sums;
}

json batch_document(const job_desk& desk, const ordered_jobs& of)
{
    json jobs = json::array();
    for (const auto& one : of.jobs)
        jobs.push_back(job_document(desk, one));
    return {{"id", of.batch.id},
            {"owner", of.batch.owner},
            {"created", format_rfc3339(of.batch.created_ns)},
            {"summary", summary_document(sums_of(of.jobs))},
            {"jobs", std::move(jobs)}};
}

json agent_document(const seen_agent& one)
{
    json made = {{"id", one.record.id},
                 {"connected", one.link != nullptr},
                 {"name", text_or_null(one.record.name)},
                 {"door", text_or_null(one.record.door)},
                 {"owner", one.record.owner},
                 {"pulls", one.pulls},
                 {"first_seen", time_or_null(one.record.first_seen_ns)},
                 {"last_seen", time_or_null(one.record.last_seen_ns)},
                 {"connected_at", nullptr},
                 {"peer", nullptr},
                 {"exports", json::array()}};
    if (!one.link) return made;
    const auto& facts = one.link->facts();
    const auto since =
        std::chrono::duration_cast<std::chrono::nanoseconds>(facts.connected_at.time_since_epoch());
    made["name"] = text_or_null(facts.name);
    made["door"] = text_or_null(facts.door);
    made["owner"] = facts.owner;
    made["connected_at"] = format_rfc3339(since.count());
    made["last_seen"] = format_rfc3339(real_time_ns());
    made["peer"] = facts.peer;
    made["exports"] = facts.exports;
    return made;
}

json event_document(const state::event_record& what)
{
    json made = {{"sequence", what.sequence},
                 {"at", static_cast<double>(what.at_ns) / 1e9},
                 {"event", what.kind},
                 {"agent", what.agent}};
    if (!what.job.empty()) {
        made["job"] = what.job;
        made["batch"] = what.batch;
        made["path"] = what.path;
        made["attempts"] = what.attempts;
        made["bytes"] = bytes_of(what.reached);
        made["files"] = {{"known", what.reached.files_known}, {"done", what.reached.files_done}};
    }
    if (!what.code.empty()) made["error"] = {{"code", what.code}, {"detail", what.detail}};
    return made;
}

} // namespace sluice::server
