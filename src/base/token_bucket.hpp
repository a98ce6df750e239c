#pragma once

#include <chrono>
#include <cstdint>
#include <mutex>

namespace sluice {

/// A rate limit in bytes per second that allows bursts of a tenth of a second (at least 64 KiB).
/// Callers take first and then wait as long as they are told, so a request larger than the burst
/// passes too, and waiting callers share the rate. Safe to use from several threads.
class token_bucket {
public:
    using clock = std::chrono::steady_clock;

    /// Rate 0 means without limit.
    explicit token_bucket(std::uint64_t bytes_per_second, clock::time_point now = clock::now());

    /// Takes the amount; the caller must wait that long before it uses it. Zero: go on at once.
    clock::duration take(std::uint64_t bytes, clock::time_point now);

    /// set_rate if it differs from the one in force.
    void follow(std::uint64_t bytes_per_second);

    /// Changes the rate; what was taken before stays taken.
    void set_rate(std::uint64_t bytes_per_second);
    std::uint64_t rate() const;

private:
    void refill(clock::time_point now);

    mutable std::mutex mutex_;
    std::uint64_t rate_;
    double level_ = 0; // bytes that may go at once; below zero: debt
    clock::time_point last_;
};

} // namespace sluice
