#include "server/schedules/schedule_book.hpp"

#include <algorithm>
#include <map>

namespace sluice::server {

void schedule_book::note(seen_schedule one)
{
    const auto same = [&one](const seen_schedule& other) {
        return other.told.name == one.told.name && other.who == one.who &&
               other.address == one.address;
    };
    const std::scoped_lock lock(mutex_);
    std::erase_if(seen_, same);
    if (seen_.size() >= most) make_room();
    seen_.push_back(std::move(one));
}

void schedule_book::make_room()
{
    std::map<std::string_view, std::size_t> counts;
    for (const auto& one : seen_)
        ++counts[one.who];
    const auto largest =
        std::ranges::max_element(counts, {}, [](const auto& p) { return p.second; });
    const auto who = std::string(largest->first);
    seen_.erase(std::ranges::find(seen_, who, &seen_schedule::who));
}

std::vector<seen_schedule> schedule_book::all() const
{
    const std::scoped_lock lock(mutex_);
    return {seen_.rbegin(), seen_.rend()};
}

bool is_overdue(const seen_schedule& one, std::int64_t now)
{
    // Clocks of two machines differ a little.
    constexpr std::int64_t patience = 30;
    return one.told.next && one.seen < *one.told.next && now > *one.told.next + patience;
}

} // namespace sluice::server
