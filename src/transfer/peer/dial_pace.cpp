#include "transfer/peer/dial_pace.hpp"

#include <algorithm>

namespace sluice::transfer {

std::optional<dial_pace::clock::duration> dial_pace::take(unsigned connections,
                                                          clock::time_point now)
{
    constexpr auto each = clock::duration(std::chrono::seconds(1)) / per_second;
    const auto until = std::max(paid_until_, now) + connections * each;
    const auto wait = std::max(until - now - at_once * each, clock::duration::zero());
    if (wait > longest_wait) return std::nullopt;
    paid_until_ = until;
    return wait;
}

} // namespace sluice::transfer
