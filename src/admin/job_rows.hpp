#pragma once

#include "base/result.hpp"

#include <nlohmann/json.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace sluice::admin {

/// An agent as GET /api/v1/agents tells of it. All texts are the server's or the agent's: escape
/// them before they are shown.
struct agent_row {
    std::string id;
    bool connected = false;
    std::string door;
    std::string peer;
    std::uint64_t pulls = 0;
    std::string last_seen;
    std::vector<std::string> exports;
};

/// A job as GET /api/v1/jobs/{id} tells of it. Texts as in agent_row.
struct job_row {
    std::string id;
    std::string batch;
    std::string agent;
    std::string path;
    std::string phase;       // "queued", "running", "completed", "failed", "cancelled"
    std::string waiting_for; // of a queued one
    std::string target;      // below the server's downloads folder
    std::uint64_t attempts = 0;
    std::uint64_t known = 0; // bytes; 0: nobody knows yet
    std::uint64_t received = 0;
    std::uint64_t verified = 0;
    std::uint64_t durable = 0;
    double rate = 0; // bytes per second
    std::optional<double> percent;
    std::string created;
    std::string started;
    std::string ended;
    std::string error_code;
    std::string error_detail;

    bool has_ended() const { return phase != "queued" && phase != "running"; }
};

/// One job of a document. Errors: malformed_message.
result<job_row> read_job(const nlohmann::json& from);

/// The jobs of a page, a batch, or the one job of an answer. Errors: malformed_message.
result<std::vector<job_row>> read_jobs(const nlohmann::json& from);

/// Errors: malformed_message.
result<std::vector<agent_row>> read_agents(const nlohmann::json& from);

/// Why a job failed or was cancelled; its code is an errc, so that exit codes are right. For a job
/// that has ended without success.
error error_of(const job_row& job);

} // namespace sluice::admin
