#pragma once

#include "base/result.hpp"

#include <cstdint>
#include <string>
#include <string_view>

namespace sluice::stream {

/// What happens to a subscriber that is slower than its topic.
enum class policy_kind {
    latest,      // it gets the newest message only
    drop_oldest, // it misses the oldest of what waits
    decimate,    // it gets every K-th message, and then as drop_oldest
    block,       // the publisher waits for it
    disconnect,  // it is cut
};

/// One of them, with its number.
struct policy {
    policy_kind kind = policy_kind::drop_oldest;
    std::uint64_t every = 1; // of decimate

    friend bool operator==(const policy&, const policy&) = default;
};

/// "latest", "drop-oldest", "decimate:K" with K from 1 to 1000000, "block", "disconnect"; empty is
/// drop-oldest. Errors: bad_usage.
result<policy> parse_policy(std::string_view text);
std::string to_text(const policy& what);

} // namespace sluice::stream
