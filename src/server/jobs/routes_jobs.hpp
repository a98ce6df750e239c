#pragma once

#include "server/http/route.hpp"

namespace sluice::server {

/// /api/v1/jobs, /api/v1/batches and /api/v1/agents.
std::vector<route> job_routes();

/// What the rows run.
task<void> order_jobs(route_call& call);
task<void> list_jobs(route_call& call);
task<void> show_job(route_call& call);
task<void> cancel_job(route_call& call);
task<void> retry_job(route_call& call);
task<void> remove_job(route_call& call);
task<void> show_batch(route_call& call);
task<void> list_agents(route_call& call);

} // namespace sluice::server
