#pragma once

#include "base/result.hpp"
#include "state/job_records.hpp"

#include <nlohmann/json.hpp>

#include <set>

/// What is asked for when a job is ordered. Pure.
namespace sluice::server {

/// One request for one job or many.
struct job_order {
    std::string agents;     // an id, a pattern of ids, or "all"
    std::string path;       // a path or a pattern, for the agents to make sense of
    bool here_only = false; // of a pattern: only agents that are connected now
    std::int64_t priority = 0;
    std::uint64_t rate = 0;       // bytes/s, 0: no limit
    std::int64_t deadline_ns = 0; // of the real-time clock, 0: none
    std::string owner;
    std::string key;     // Idempotency-Key; empty: none
    std::string request; // the body in one form: the same text is the same request
};

/// Out of the body of a request: {"agent", "path", "priority", "bandwidth", "deadline",
/// "connected_only"}. A deadline is a number of seconds or a span such as "2h" from now on, or a
/// time in UTC, "2026-11-21T12:30:00Z". Errors: bad_usage.
result<job_order> job_order_of(const nlohmann::json& body, std::int64_t now_ns);

/// True if the agents are named by a pattern or "all".
bool names_many(const std::string& agents);

/// The agents that are meant, out of those that are known. One that is named by its id need not be
/// known: it is waited for. Errors: bad_usage (no id), not_found (no agent matches).
result<std::set<std::string>> agents_meant(const std::string& agents,
                                           const std::set<std::string>& known);

} // namespace sluice::server
