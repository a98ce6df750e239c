#include "eval/link/delay_line.hpp"

#include <algorithm>
#include <tuple>

namespace sluice::eval {

bool delay_line::is_later(const item& left, const item& right)
{
    return std::tie(left.deliver, left.number) > std::tie(right.deliver, right.number);
}

bool delay_line::push(time_point deliver, byte_view frame)
{
    const auto cost = frame.size() + frame_overhead;
    if (cost > most_bytes_ - bytes_) return false;
    items_.push_back({deliver, pushed_++, byte_buffer(frame.begin(), frame.end())});
    std::push_heap(items_.begin(), items_.end(), is_later);
    bytes_ += cost;
    return true;
}

std::optional<delay_line::time_point> delay_line::next() const
{
    if (items_.empty()) return {};
    return items_.front().deliver;
}

byte_buffer delay_line::pop()
{
    std::pop_heap(items_.begin(), items_.end(), is_later);
    auto frame = std::move(items_.back().frame);
    items_.pop_back();
    bytes_ -= frame.size() + frame_overhead;
    return frame;
}

} // namespace sluice::eval
