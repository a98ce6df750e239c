#pragma once

#include "base/token_bucket.hpp"

#include <map>
#include <memory>
#include <mutex>
#include <string>

namespace sluice::server {

/// One rate limit per client address, shared by all connections of that address while any of them
/// lives. Thread-safe.
class client_rates {
public:
    /// peer is "ADDRESS:PORT"; rate in bytes per second, 0 for none.
    std::shared_ptr<token_bucket> of(const std::string& peer, std::uint64_t rate);

private:
    std::mutex mutex_;
    std::map<std::string, std::weak_ptr<token_bucket>> by_address_;
};

} // namespace sluice::server
