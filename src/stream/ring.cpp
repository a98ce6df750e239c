#include "stream/ring.hpp"

#include <algorithm>

namespace sluice::stream {

void ring::push(shared_message one)
{
    bytes_ += one->cost();
    held_.push_back(std::move(one));
    ++next_;
    while (held_.size() > 1 && (held_.size() > limits_.messages || bytes_ > limits_.bytes)) {
        bytes_ -= held_.front()->cost();
        held_.pop_front();
    }
}

std::uint64_t ring::find_time(std::int64_t time_ns) const
{
    const auto at = std::ranges::lower_bound(held_, time_ns, {},
                                             [](const auto& one) { return one->time_ns(); });
    return first() + static_cast<std::uint64_t>(at - held_.begin());
}

} // namespace sluice::stream
