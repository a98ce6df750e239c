#pragma once

#include "async/task_group.hpp"
#include "transfer/agent/agent.hpp"

#include <limits>
#include <set>
#include <thread>

namespace sluice::test {

/// An agent in this program whose connections all end at a chosen byte of the file that it gives;
/// it dials again at once. Called "agent-0", shows a folder as "data".
class cut_agent {
public:
    static constexpr auto never = std::numeric_limits<std::uint64_t>::max();

    cut_agent(std::uint16_t port, const std::string& folder);
    cut_agent(const cut_agent&) = delete;
    cut_agent& operator=(const cut_agent&) = delete;
    ~cut_agent();

    /// From now on no byte behind this offset leaves: all connections end instead.
    void cut_at(std::uint64_t offset);

    /// The lowest offset that left since the last cut_at; never if none did.
    std::uint64_t lowest_sent() const { return lowest_; }

    /// Bytes of files that left since the last cut_at.
    std::uint64_t sent() const { return sent_; }

private:
    class stream;
    struct silent final : transfer::agent_observer {
        void accepted(const std::string&) override {}
        void lost(const error&, std::chrono::milliseconds) override {}
        void refused(const std::string&, const error&) override {}
        void pull_began(unsigned) override {}
        void pull_ended(std::uint64_t) override {}
    };

    using wrapped = result<std::unique_ptr<net::byte_stream>>;
    task<wrapped> wrap(std::unique_ptr<net::byte_stream> inner);
    task<void> run_agent();
    void cut();

    asio::io_context loop_;
    asio::thread_pool pool_{1};
    silent observer_;
    std::atomic<std::uint64_t> cut_at_ = never;
    std::atomic<std::uint64_t> lowest_ = never;
    std::atomic<std::uint64_t> sent_ = 0;
    std::set<stream*> open_;
    std::unique_ptr<transfer::exports> files_;
    transfer::tcp_connector server_;
    task_group running_;
    std::unique_ptr<transfer::agent> agent_;
    std::thread thread_;
};

} // namespace sluice::test
