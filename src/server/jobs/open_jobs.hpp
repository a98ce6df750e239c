#pragma once

#include "server/jobs/job_desk.hpp"
#include "server/settings/server_settings.hpp"

namespace sluice::server {

struct host;

/// Makes the host take orders of jobs, after its store is open; null without a store. It must live
/// until the loops have run, and run() is to be spawned. A downloads folder that is offered to
/// clients is told in the log.
std::unique_ptr<job_desk> open_jobs(host& shared, const server_settings& settings,
                                    asio::any_io_executor loop);

} // namespace sluice::server
