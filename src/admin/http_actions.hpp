#pragma once

#include "admin/prompt_actions.hpp"
#include "fetch/api_client.hpp"

namespace sluice::admin {

/// The prompt's actions over HTTP: /api/v1/admin, /api/v1/agents and /api/v1/jobs of a server.
class http_actions final : public prompt_actions {
public:
    /// The client must outlive it.
    explicit http_actions(fetch::api_client& server) : server_(server) {}

    task<result<std::vector<proto::entry>>> list(std::string path) override;
    task<result<std::vector<session_row>>> sessions() override;
    task<result<server_stats>> stats() override;
    task<result<>> kick(std::uint64_t id) override;
    task<result<>> limit(std::uint64_t rate) override;
    task<result<>> stop() override;
    task<result<std::vector<agent_row>>> agents() override;
    task<result<std::vector<job_row>>> jobs() override;
    task<result<job_row>> cancel_job(std::string id) override;
    task<result<std::vector<job_row>>> pull(std::string agent, std::string path) override;

private:
    task<result<nlohmann::json>> ask(fetch::api_request what);

    fetch::api_client& server_;
};

} // namespace sluice::admin
