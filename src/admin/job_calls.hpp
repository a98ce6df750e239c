#pragma once

#include "admin/job_rows.hpp"
#include "async/task.hpp"
#include "base/exit_code.hpp"
#include "fetch/api_client.hpp"

namespace sluice::admin {

/// What to pull, and from whom.
struct pull_wish {
    std::string agent; // an id, a pattern or "all"
    std::string path;
    std::string deadline;        // "2h", a time; empty: none
    std::uint64_t bandwidth = 0; // bytes per second, 0: no limit
    std::int64_t priority = 0;
};

/// Jobs of a server with the document that told of them.
struct told_jobs {
    nlohmann::json document;
    std::vector<job_row> jobs;
    std::string batch; // the id, when a batch was told of
};

/// Reads the document of a job, a batch or a page. Pure. Errors: malformed_message.
result<told_jobs> told_by(nlohmann::json document);

/// Orders pulls: POST /api/v1/jobs, with an Idempotency-Key, so that asking again after a lost
/// answer orders nothing twice. Errors: those of the API.
task<result<told_jobs>> order_pull(fetch::api_client& server, pull_wish wanted, deadline limit);

/// Where the present state of these jobs is told: the path of the batch, or of the one job. Pure.
std::string path_of(const told_jobs& jobs);

/// GET of a path that tells of jobs.
task<result<told_jobs>> ask_jobs(fetch::api_client& server, std::string path, deadline limit);

/// POST to /api/v1/jobs/ID/ACTION ("cancel", "retry").
task<result<told_jobs>> move_job(fetch::api_client& server, std::string id, std::string action,
                                 deadline limit);

/// What the ends of jobs mean for the shell: done if all completed, a single failure's own code,
/// partly_done if some completed. `unfinished` while one has not ended. Pure.
exit_code exit_code_of_jobs(const std::vector<job_row>& jobs);

} // namespace sluice::admin
