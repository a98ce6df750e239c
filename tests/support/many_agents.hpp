#pragma once

#include "async/task_group.hpp"
#include "transfer/agent/agent.hpp"

#include <thread>

namespace sluice::test {

/// Agents in this program, on a thread of their own, called "agent-0" and so on; all show one
/// folder as "data". The end of the object ends them.
class many_agents {
public:
    many_agents(std::uint16_t port, const std::string& folder, std::size_t count);
    many_agents(const many_agents&) = delete;
    many_agents& operator=(const many_agents&) = delete;
    ~many_agents();

private:
    struct silent final : transfer::agent_observer {
        void accepted(const std::string&) override {}
        void lost(const error&, std::chrono::milliseconds) override {}
        void refused(const std::string&, const error&) override {}
        void pull_began(unsigned) override {}
        void pull_ended(std::uint64_t) override {}
    };

    static task<void> run_one(transfer::agent& one);

    asio::io_context loop_;
    asio::thread_pool pool_{1};
    silent observer_;
    std::unique_ptr<transfer::exports> files_;
    transfer::tcp_connector server_;
    task_group running_;
    std::vector<std::unique_ptr<transfer::agent>> agents_;
    std::thread thread_;
};

} // namespace sluice::test
