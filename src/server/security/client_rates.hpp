#pragma once

#include "base/token_bucket.hpp"

#include <map>
#include <memory>
#include <mutex>
#include <string>

namespace sluice::server {

/// One rate limit per client address, shared by all connections of that address while any of them
/// lives, and some seconds longer, so that one request after the other gets no fresh allowance.
/// Thread-safe.
class client_rates {
public:
    using clock = token_bucket::clock;

    /// How long a limit is remembered when nobody holds it.
    static constexpr auto remembered = std::chrono::seconds(10);

    /// peer is "ADDRESS:PORT"; rate in bytes per second, 0 for none.
    std::shared_ptr<token_bucket> of(const std::string& peer, std::uint64_t rate,
                                     clock::time_point now = clock::now());

private:
    struct limit {
        std::shared_ptr<token_bucket> bucket;
        clock::time_point used;
    };

    void forget_old(clock::time_point now);

    std::mutex mutex_;
    std::map<std::string, limit> by_address_;
    clock::time_point swept_;
};

} // namespace sluice::server
