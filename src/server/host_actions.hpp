#pragma once

#include "server/prompt_actions.hpp"
#include "server/server.hpp"

namespace sluice::server {

/// What the operator's prompt can do to the running server.
class host_actions final : public prompt_actions {
public:
    explicit host_actions(server& serving) : serving_(serving) {}

    task<result<std::vector<proto::entry>>> list(std::string path) override;
    task<std::vector<session_row>> sessions() override;
    task<server_stats> stats() override;
    task<result<>> kick(std::uint64_t id) override;
    task<result<>> limit(std::uint64_t rate) override;
    void stop() override { serving_.stop(); }

private:
    server& serving_;
};

} // namespace sluice::server
