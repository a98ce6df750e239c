#pragma once

#include <algorithm>
#include <chrono>
#include <cstdint>

namespace sluice {

/// How long to wait before attempt number `attempt` (0 is the first retry): a random point below
/// an exponentially growing cap ("full jitter": M. Brooker, AWS Architecture Blog, 2015).
/// random is uniform over 64 bits and comes from the caller, so tests decide it.
inline std::chrono::milliseconds backoff(unsigned attempt, std::uint64_t random,
                                         std::chrono::milliseconds base,
                                         std::chrono::milliseconds most)
{
    const auto shift = std::min(attempt, 20U);
    const auto cap = std::min<std::int64_t>(base.count() << shift, most.count());
    const auto span = static_cast<std::uint64_t>(std::max<std::int64_t>(cap, 1));
    return std::chrono::milliseconds(1 + random % span);
}

} // namespace sluice
