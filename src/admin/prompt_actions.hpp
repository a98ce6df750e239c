#pragma once

#include "admin/job_rows.hpp"
#include "async/task.hpp"
#include "proto/messages.hpp"

#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

namespace sluice::admin {

/// One session as the operator sees it. peer, name and state are escaped by the prompt.
struct session_row {
    std::uint64_t id = 0;
    std::string peer; // address and port
    std::string name; // as the peer calls itself
    std::chrono::seconds age{};
    std::uint64_t requests = 0;
    std::uint64_t sent_bytes = 0;
    std::string state; // "idle", "sending", "waiting for hello"
};

/// What the server has done since it started.
struct server_stats {
    std::chrono::seconds uptime{};
    std::uint64_t sessions_now = 0;
    std::uint64_t sessions_ever = 0;
    std::uint64_t requests = 0;
    std::uint64_t failures = 0; // requests answered by an error
    std::uint64_t sent_bytes = 0;
    std::uint64_t rate = 0; // bytes per second of the whole host, 0: no limit
};

/// What the prompt lets the server do. Every call runs on the prompt's loop and may hop.
class prompt_actions {
public:
    virtual ~prompt_actions() = default;

    /// Everything below a folder, or one file; path is empty for the root.
    virtual task<result<std::vector<proto::entry>>> list(std::string path) = 0;

    virtual task<result<std::vector<session_row>>> sessions() = 0;
    virtual task<result<server_stats>> stats() = 0;

    /// Ends a session at once; not_found if there is none with the number.
    virtual task<result<>> kick(std::uint64_t id) = 0;

    /// The rate of the whole host in bytes per second; 0: no limit.
    virtual task<result<>> limit(std::uint64_t rate) = 0;

    /// Asks the server to stop as SIGTERM does. Returns before it has stopped; the prompt ends.
    virtual task<result<>> stop() = 0;

    // Agents and jobs. Errors: those of their routes; unsupported where the server keeps no state.

    virtual task<result<std::vector<agent_row>>> agents() = 0;

    /// The last ones, newest first.
    virtual task<result<std::vector<job_row>>> jobs() = 0;
    virtual task<result<job_row>> cancel_job(std::string id) = 0;

    /// Orders a pull from one agent, from those that match a pattern, or from "all".
    virtual task<result<std::vector<job_row>>> pull(std::string agent, std::string path) = 0;
};

} // namespace sluice::admin
