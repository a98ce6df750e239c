#pragma once

#include "server/host.hpp"

#include <chrono>
#include <memory>
#include <string>
#include <string_view>

namespace sluice::server {

/// The figures that /metrics shows (docs/metrics.md): counters of finished HTTP requests here, the
/// rest read from the host at each scrape. Thread-safe.
class metrics {
public:
    /// The host must outlive it.
    explicit metrics(const host& of);
    ~metrics();

    /// A finished request. route is a row's path, or "none" where no row matched; its text lives
    /// for ever. Its values are ours, so peers cannot add series.
    struct request_figures {
        std::string_view method;
        std::string_view route;
        int status = 0;
        std::chrono::duration<double> took{};
        std::uint64_t received_bytes = 0; // of bodies
        std::uint64_t sent_bytes = 0;
    };
    void count(const request_figures& done);

    /// A connection that was turned away, or a login that failed; reason is one of our own words.
    void count_refusal(std::string_view reason);

    /// Prometheus text exposition format 0.0.4.
    std::string text() const;

private:
    struct state;
    std::unique_ptr<state> state_;
};

} // namespace sluice::server
