#pragma once

#include "async/notifier.hpp"
#include "transfer/agent/exports.hpp"
#include "transfer/give/offering.hpp"
#include "transfer/peer/dial_pace.hpp"

namespace sluice::transfer {

/// How an agent works; times have the defaults of the program.
struct agent_options {
    std::string id;
    std::string name; // program and version
    expansion_rules expansions;
    std::chrono::milliseconds connect_limit{10'000};
    std::chrono::milliseconds stall_limit{30'000};
    std::chrono::milliseconds first_backoff{500};
    std::chrono::milliseconds longest_backoff{60'000};
    std::chrono::milliseconds lasted{10'000}; // a connection of this age was none that failed
    std::chrono::milliseconds fenced_pause{600'000};
};

/// Hears what happens to an agent. Called on the loop; texts come from the server.
class agent_observer {
public:
    virtual ~agent_observer() = default;
    virtual void accepted(const std::string& server) = 0;
    virtual void lost(const error& why, std::chrono::milliseconds wait) = 0;
    virtual void refused(const std::string& asked, const error& why) = 0;
    virtual void pull_began(unsigned connections) = 0;
    virtual void pull_ended(std::uint64_t bytes) = 0;
};

/// Everything that an agent uses and does not own.
struct agent_environment {
    connector& server;
    asio::thread_pool& pool;
    const exports& files;
    agent_observer& observer;
};

/// One control connection of an agent, from dialling to its end, with the connections that the
/// server had it dial. Trusts the server with nothing but the exports. One run each; on one loop.
class agent_connection {
public:
    /// Most connections that a server can make an agent hold, for all pulls together.
    static constexpr unsigned most_connections = 64;

    /// All must outlive it.
    agent_connection(asio::any_io_executor executor, agent_environment environment,
                     const agent_options& options, giver_shared& giving,
                     std::array<std::byte, 16> instance);

    /// Until the connection ends; why it did.
    task<error> run();

    /// True once the server has accepted the agent.
    bool accepted() const { return accepted_; }

    /// Ends run() soon.
    void end(error why);

    /// Refuses new pulls, tells the server, and ends run() when no pull is left or at the limit.
    void drain(deadline limit);

private:
    struct pull {
        std::shared_ptr<offering> giving;
        unsigned connections = 0;
    };

    task<result<>> log_in();
    task<void> listen();
    task<void> talk();
    result<> take(net::incoming came);
    task<void> resolve(std::uint32_t id, std::string asked);
    void refuse(std::uint32_t id, const error& why);
    void dial(std::uint32_t id, const proto::agent_dial& wanted);
    task<void> start_later(proto::ticket_bytes ticket, std::shared_ptr<offering> giving,
                           std::chrono::nanoseconds wait);
    void hang_up(const proto::ticket_bytes& ticket);
    task<void> end_pull(pull over);
    void answer(const proto::message& reply, std::uint32_t id);

    asio::any_io_executor executor_;
    agent_environment environment_;
    const agent_options& options_;
    giver_shared& giving_;
    std::array<std::byte, 16> instance_;
    std::unique_ptr<net::frame_stream> control_;
    std::chrono::milliseconds heartbeat_{15'000};
    std::chrono::milliseconds dead_after_{45'000};
    std::optional<error> ended_;
    deadline leave_at_ = deadline::never();
    bool draining_ = false;
    bool accepted_ = false;
    unsigned dialled_ = 0; // connections of all pulls
    unsigned resolving_ = 0;
    dial_pace pace_;
    notifier bell_; // something is to be sent, or the end has come
    std::map<proto::ticket_bytes, pull> pulls_;
    std::exception_ptr bug_;
    task_group work_;
};

} // namespace sluice::transfer
