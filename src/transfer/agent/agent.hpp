#pragma once

#include "async/notifier.hpp"
#include "transfer/agent/agent_connection.hpp"

namespace sluice::transfer {

/// How long to wait before the next connection: full jitter that grows with the failures in a row;
/// after errc::fenced from half of the long pause to the whole of it, because a newer program has
/// the id. random is uniform over 64 bits. Pure.
std::chrono::milliseconds pause_before_redial(const error& why, unsigned failures,
                                              std::uint64_t random, const agent_options& options);

/// True for what dialling again cannot mend, such as a token that is not accepted. Pure.
bool ends_an_agent(const error& why);

/// An agent: keeps a control connection to the server and shows its exports to it, and nothing
/// else (docs/agents.md). One run each; on one loop.
class agent {
public:
    agent(asio::any_io_executor executor, agent_environment environment, agent_options options);

    /// Until drain() or interrupt(). An error: the server never accepted this agent, and dialling
    /// again cannot mend it.
    task<result<>> run();

    /// Takes no new pulls and ends run() when those that go on are over, or at the limit.
    void drain(deadline limit);

    /// Ends run() soon; what arrived at the server stays there.
    void interrupt();

private:
    task<void> wait_to_redial(const error& why);

    asio::any_io_executor executor_;
    agent_environment environment_;
    agent_options options_;
    std::atomic<std::int64_t> stall_limit_ms_;
    storage::digest_cache digests_{4U << 20U};
    token_bucket rate_{0};
    giver_shared giving_;
    std::array<std::byte, 16> instance_{};
    std::unique_ptr<agent_connection> connection_;
    notifier woken_;
    bool stopping_ = false;
    unsigned failures_ = 0; // in a row
    std::mt19937_64 random_{std::random_device{}()};
};

} // namespace sluice::transfer
