#pragma once

#include "server/http/route.hpp"
#include "server/jobs/job_desk.hpp"

namespace sluice::server {

/// The desk that runs jobs. Errors: unsupported (the server keeps no state).
result<job_desk*> job_desk_of(route_call& call);

/// True if the asker may see a job of this owner: its own, or any as admin.
bool may_see_job(const route_call& call, const std::string& owner);

/// The schemas Job, Batch, JobSummary, Agent and Event. What a job reached is told as it is now
/// while it runs.
nlohmann::json job_document(const job_desk& desk, const state::job_record& job);
nlohmann::json batch_document(const job_desk& desk, const ordered_jobs& of);
nlohmann::json summary_document(const state::job_sums& sums);
nlohmann::json agent_document(const seen_agent& one);
nlohmann::json event_document(const state::event_record& what);

/// Of the first jobs of a batch, for its summary.
state::job_sums sums_of(const std::vector<state::job_record>& jobs);

} // namespace sluice::server
