#pragma once

#include <nlohmann/json.hpp>

namespace sluice::server {

/// The schemas JobRequest, Job, JobOrBatch, JobPage, JobSummary, Batch, Agent, AgentList, Event,
/// and those of the predecessor's routes: PullRequest, PullAnswer, PullStatus, ClientList,
/// ErrorText. Pure.
nlohmann::json job_schemas();

} // namespace sluice::server
