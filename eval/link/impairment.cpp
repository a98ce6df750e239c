#include "eval/link/impairment.hpp"

#include <algorithm>
#include <cmath>

namespace sluice::eval {
namespace {

std::mt19937_64 seeded(std::uint64_t seed, unsigned direction)
{
    std::seed_seq mixed{static_cast<std::uint32_t>(seed), static_cast<std::uint32_t>(seed >> 32U),
                        static_cast<std::uint32_t>(direction)};
    return std::mt19937_64(mixed);
}

} // namespace

impairment::impairment(const link_spec& what, unsigned direction)
    : what_(what),
      queue_(queue_of(what)),
      random_(seeded(what.seed, direction))
{
}

// Not std::uniform_real_distribution: what it returns differs between standard libraries.
double impairment::draw_unit()
{
    return static_cast<double>(random_() >> 11U) * 0x1.0p-53;
}

impairment::draws impairment::draw()
{
    draws made{};
    made.loss = draw_unit();
    made.duplicate = draw_unit();
    made.reorder = draw_unit();
    made.flip = draw_unit();
    made.jitter = draw_unit();
    made.bit = random_();
    return made;
}

std::optional<impairment::time_point> impairment::send(time_point now, std::size_t size_bytes)
{
    if (what_.rate == 0) return now;
    while (!waiting_.empty() && waiting_.front().sent <= now) {
        waiting_bytes_ -= waiting_.front().size_bytes;
        waiting_.pop_front();
    }
    const bool has_room =
        waiting_.size() < queue_.frames && waiting_bytes_ + size_bytes <= queue_.bytes;
    // A frame of more bytes than the whole queue still passes an idle link.
    if (!has_room && !waiting_.empty()) return {};
    const auto span = static_cast<double>(size_bytes) * 8e9 / static_cast<double>(what_.rate);
    free_ = std::max(now, free_) + std::chrono::nanoseconds(std::llround(span));
    waiting_.push_back({free_, size_bytes});
    waiting_bytes_ += size_bytes;
    return free_;
}

frame_fate impairment::decide(time_point now, std::size_t size_bytes)
{
    const auto chance = draw();
    frame_fate fate;
    if (chance.loss < what_.loss) {
        fate.dropped = drop_reason::loss;
        return fate;
    }
    const auto sent = send(now, size_bytes);
    if (!sent) {
        fate.dropped = drop_reason::queue;
        return fate;
    }
    const auto swing = (2 * chance.jitter - 1) * static_cast<double>(what_.jitter.count());
    const auto span = std::max(std::chrono::nanoseconds(0),
                               what_.delay + std::chrono::nanoseconds(std::llround(swing)));
    if (chance.reorder < what_.reorder) {
        fate.deliver = *sent;
        fate.reordered = *sent < in_order_;
    } else {
        fate.deliver = in_order_ = std::max(in_order_, *sent + span);
    }
    if (chance.duplicate < what_.duplicate) {
        const auto again = send(now, size_bytes);
        if (again) fate.duplicate = in_order_ = std::max(in_order_, *again + span);
    }
    if (chance.flip < what_.flip && size_bytes > 0)
        fate.flipped_bit = chance.bit % (size_bytes * 8);
    return fate;
}

} // namespace sluice::eval
