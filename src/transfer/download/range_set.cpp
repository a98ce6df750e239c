#include "transfer/download/range_set.hpp"

#include <algorithm>

namespace sluice::transfer {

range_set::range_set(const std::vector<state::durable_range>& ranges)
{
    for (const auto& range : ranges)
        add(range);
}

void range_set::add(state::durable_range range)
{
    if (range.first >= range.past) return;
    auto at = past_.upper_bound(range.first);
    if (at != past_.begin() && std::prev(at)->second >= range.first) --at;
    while (at != past_.end() && at->first <= range.past) {
        range.first = std::min(range.first, at->first);
        range.past = std::max(range.past, at->second);
        at = past_.erase(at);
    }
    past_.emplace(range.first, range.past);
}

bool range_set::covers(state::durable_range range) const
{
    if (range.first >= range.past) return true;
    const auto at = past_.upper_bound(range.first);
    return at != past_.begin() && std::prev(at)->second >= range.past;
}

std::uint64_t range_set::prefix() const
{
    return past_.empty() || past_.begin()->first > 0 ? 0 : past_.begin()->second;
}

std::uint64_t range_set::bytes() const
{
    std::uint64_t all = 0;
    for (const auto& [first, past] : past_)
        all += past - first;
    return all;
}

std::vector<state::durable_range> range_set::ranges() const
{
    std::vector<state::durable_range> all;
    for (const auto& [first, past] : past_)
        all.push_back({first, past});
    return all;
}

std::vector<state::durable_range> range_set::missing(std::uint64_t size) const
{
    std::vector<state::durable_range> gaps;
    std::uint64_t at = 0;
    for (const auto& [first, past] : past_) {
        if (first >= size) break;
        if (first > at) gaps.push_back({at, first});
        at = past;
    }
    if (at < size) gaps.push_back({at, size});
    return gaps;
}

} // namespace sluice::transfer
