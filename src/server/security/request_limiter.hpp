#pragma once

#include "base/result.hpp"

#include <chrono>
#include <cstdint>
#include <mutex>
#include <string>
#include <unordered_map>

namespace sluice::server {

/// So many requests in such a span; count 0: without limit.
struct request_rate {
    std::uint64_t count = 0;
    std::chrono::seconds window{60};

    bool is_limited() const { return count > 0; }

    /// "100 per 1 minute", as clients are told.
    std::string text() const;

    friend bool operator==(const request_rate&, const request_rate&) = default;
};

/// Reads "100 per minute", "5 per 10 seconds", "1000/hour" or "none". Errors: bad_configuration.
result<request_rate> parse_request_rate(std::string_view text);

/// Counts the requests of each client in windows that begin with its first request. Thread-safe;
/// holds at most 65,536 clients, a newcomer beyond that pushes out those whose window ended, or
/// else is refused.
class request_limiter {
public:
    using clock = std::chrono::steady_clock;

    /// What a client may be told (RateLimit fields).
    struct verdict {
        bool allowed = true;
        request_rate rate;
        std::uint64_t remaining = 0;
        std::chrono::seconds reset{0}; // until the window ends, rounded up
    };

    explicit request_limiter(request_rate rate) : rate_(rate) {}

    /// A new rate begins new windows.
    void follow(request_rate rate);

    verdict take(const std::string& client, clock::time_point now);

private:
    struct window {
        clock::time_point began;
        std::uint64_t used = 0;
    };

    window* window_of(const std::string& client, clock::time_point now);

    std::mutex mutex_;
    request_rate rate_;
    std::unordered_map<std::string, window> clients_;
};

} // namespace sluice::server
