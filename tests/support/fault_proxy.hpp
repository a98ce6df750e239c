#pragma once

#include "base/unique_fd.hpp"

#include <atomic>
#include <chrono>
#include <cstdint>
#include <functional>
#include <limits>
#include <memory>
#include <string>
#include <thread>
#include <vector>

namespace sluice::test {

/// What happens to the bytes of one direction of a connection; offsets count from its first byte.
struct fault {
    static constexpr auto never = std::numeric_limits<std::uint64_t>::max();

    std::uint64_t cut_after = never;   // after so many bytes both directions end at once
    std::uint64_t stall_after = never; // after so many bytes nothing passes, and nothing ends
    std::uint64_t flip_at = never;     // this byte passes with one bit changed
    std::string marker;                // wherever this text passes, the last byte of it as well
    std::size_t segment = 64U << 10U;  // the most that is passed on at a time
    std::chrono::microseconds delay{}; // before each segment
};

/// The faults of a connection.
struct connection_faults {
    fault to_server;
    fault to_client;
};

/// Stands between client and server on loopback and passes bytes on, faults included, from a thread
/// of its own. The end of the object closes all connections.
class fault_proxy {
public:
    /// Says what happens to the connection with this number, from 0 in the order of accepting.
    /// Called on the proxy's thread.
    using plan = std::function<connection_faults(unsigned)>;

    fault_proxy(std::uint16_t server_port, plan faults);
    fault_proxy(const fault_proxy&) = delete;
    fault_proxy& operator=(const fault_proxy&) = delete;
    ~fault_proxy();

    std::uint16_t port() const { return port_; }
    unsigned connections() const { return accepted_; }
    std::uint64_t bytes_to_client() const { return to_client_; }

    /// How many bytes were changed.
    unsigned flips() const { return flips_; }

private:
    struct direction;
    struct connection;

    void run();
    void accept_one();
    void pump(connection& through);
    bool pump(direction& one);
    void take_in(direction& one);
    void spoil(direction& one, std::size_t fresh);

    std::uint16_t server_port_;
    plan faults_;
    unique_fd listening_;
    unique_fd wake_; // an eventfd: readable when the thread shall end
    std::uint16_t port_ = 0;
    std::atomic<unsigned> accepted_ = 0;
    std::atomic<unsigned> flips_ = 0;
    std::atomic<std::uint64_t> to_client_ = 0;
    std::vector<std::unique_ptr<connection>> open_;
    std::thread thread_;
};

/// The plan in which the first `count` connections suffer and all later ones are sound.
fault_proxy::plan only_first(unsigned count, connection_faults faults);

/// The plan in which all connections suffer.
fault_proxy::plan every_time(connection_faults faults);

} // namespace sluice::test
