#pragma once

#include "async/task_group.hpp"
#include "transfer/give/giver.hpp"
#include "transfer/peer/connector.hpp"

#include <random>

namespace sluice::transfer {

/// How to offer.
struct offering_options {
    unsigned connections = 3;
    unsigned retries = 3; // of a connection on which nothing was asked for
    std::chrono::milliseconds stall_limit{30'000};
    std::chrono::milliseconds first_backoff{500};
    proto::ticket_bytes ticket{}; // what the connections are attached to
};

/// The giving side that dials: keeps a number of connections to a peer, attaches each of them and
/// answers what is asked there. On one loop; stop() must have been awaited before it dies.
class offering {
public:
    /// What is given must outlive it.
    offering(asio::any_io_executor executor, connector& peer, giver_shared& giving,
             offering_options options);

    void start();

    /// Ends every connection.
    task<void> stop();

    /// Why a connection was given up, if one was.
    const std::optional<error>& failed() const { return failed_; }

    const giver_counters& counters() const { return counters_; }

private:
    task<void> keep_one();
    task<result<>> give_once();

    asio::any_io_executor executor_;
    connector& peer_;
    giver_shared& giving_;
    offering_options options_;
    token_bucket rate_{0};
    giver_counters counters_;
    std::optional<error> failed_;
    bool stopped_ = false;
    std::exception_ptr bug_;
    task_group givers_;
    std::mt19937_64 random_{std::random_device{}()};
};

/// Answers what the other side asks, in order, until it leaves: peer_closed then.
task<result<>> answer_requests(net::frame_stream& stream, giver& with,
                               std::chrono::milliseconds stall_limit);

} // namespace sluice::transfer
