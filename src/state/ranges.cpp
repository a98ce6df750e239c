#include "state/ranges.hpp"

#include <algorithm>
#include <limits>

namespace sluice::state {

result<> check_range(const durable_range& range)
{
    if (range.first > range.past) return fail(errc::bad_usage, "state", "a range runs backwards");
    if (range.past > std::numeric_limits<std::int64_t>::max())
        return fail(errc::bad_usage, "state", "a range ends beyond 2^63");
    return ok;
}

void merge_range(std::vector<durable_range>& into, durable_range added)
{
    if (added.first >= added.past) return;
    const auto low = std::find_if(into.begin(), into.end(), [&](const durable_range& one) {
        return one.past >= added.first;
    });
    auto high = low;
    for (; high != into.end() && high->first <= added.past; ++high) {
        added.first = std::min(added.first, high->first);
        added.past = std::max(added.past, high->past);
    }
    into.insert(into.erase(low, high), added);
}

} // namespace sluice::state
