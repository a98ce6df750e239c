#pragma once

#include <chrono>
#include <cstddef>
#include <map>
#include <mutex>
#include <string>

namespace sluice::server {

/// How often logging in failed lately, by address, so that nobody can try tokens at will. Pure: the
/// time is an argument. Thread-safe; remembers a bounded number of addresses.
class login_failures {
public:
    using time_point = std::chrono::steady_clock::time_point;

    /// True if this address has failed so often within the last minute that it has to wait.
    bool too_many(const std::string& address, time_point now);

    void add(const std::string& address, time_point now);

    static constexpr std::size_t most_failures = 10;
    static constexpr std::chrono::minutes span{1};
    static constexpr std::size_t most_addresses = 10'000;

private:
    struct count {
        time_point began; // of the minute that is counted
        std::size_t failures = 0;
    };

    void forget_old(time_point now);

    std::mutex mutex_;
    std::map<std::string, count> by_address_;
};

} // namespace sluice::server
