#include "schedule/rules.hpp"

namespace sluice::schedule {

using namespace std::chrono;

std::optional<wall_time> timing::next_after(wall_time after, wall_time anchor) const
{
    if (every > milliseconds(0)) {
        auto steps = (after - anchor) / every;
        if (after < anchor && (after - anchor) % every != milliseconds(0)) --steps;
        return anchor + (steps + 1) * every;
    }
    if (!line) return std::nullopt;
    return next_run(*line, zone, floor<seconds>(after));
}

std::vector<wall_time> preview(const timing& when, wall_time after, std::size_t count)
{
    std::vector<wall_time> all;
    auto last = after;
    while (all.size() < count) {
        const auto next = when.next_after(last, after);
        if (!next) break;
        all.push_back(*next);
        last = *next;
    }
    return all;
}

} // namespace sluice::schedule
