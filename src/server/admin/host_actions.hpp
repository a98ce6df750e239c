#pragma once

#include "admin/prompt_actions.hpp"
#include "server/host.hpp"

namespace sluice::server {

/// What the operator's prompt can do to the running server without its admin socket.
class host_actions final : public admin::prompt_actions {
public:
    explicit host_actions(host& shared) : shared_(shared) {}

    task<result<std::vector<proto::entry>>> list(std::string path) override;
    task<result<std::vector<admin::session_row>>> sessions() override;
    task<result<admin::server_stats>> stats() override;
    task<result<>> kick(std::uint64_t id) override;
    task<result<>> limit(std::uint64_t rate) override;
    task<result<>> stop() override;

    // There are no jobs without a state folder: unsupported.
    task<result<std::vector<admin::agent_row>>> agents() override;
    task<result<std::vector<admin::job_row>>> jobs() override;
    task<result<admin::job_row>> cancel_job(std::string id) override;
    task<result<std::vector<admin::job_row>>> pull(std::string agent, std::string path) override;

private:
    host& shared_;
};

} // namespace sluice::server
