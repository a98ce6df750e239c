#include "eval/link/one_way.hpp"

#include <unistd.h>

namespace sluice::eval {

one_way::one_way(const link_spec& what, unsigned direction, int to)
    : fates_(what, direction),
      line_(most_bytes),
      to_(to)
{
}

void one_way::write(byte_view frame)
{
    const auto put = ::write(to_, frame.data(), frame.size());
    ++(put < 0 ? counted_.refused : counted_.delivered);
}

void one_way::deliver_due(time_point now)
{
    while (line_.next() && *line_.next() <= now)
        write(line_.pop());
}

// A frame that is due at once skips the line: a link without a delay costs no copy.
void one_way::send(byte_view frame, time_point deliver, time_point now)
{
    if (deliver <= now)
        write(frame);
    else if (!line_.push(deliver, frame))
        ++counted_.overflowed;
}

void one_way::feed(std::span<std::byte> frame, time_point now)
{
    deliver_due(now);
    const auto fate = fates_.decide(now, frame.size());
    ++counted_.frames;
    counted_.bytes += frame.size();
    if (fate.dropped == drop_reason::loss) ++counted_.lost;
    if (fate.dropped == drop_reason::queue) ++counted_.overflowed;
    if (fate.dropped != drop_reason::none) return;
    byte_buffer duplicate;
    if (fate.duplicate) duplicate.assign(frame.begin(), frame.end());
    if (fate.flipped_bit)
        frame[*fate.flipped_bit / 8] ^= std::byte{1} << static_cast<int>(*fate.flipped_bit % 8);
    counted_.flipped += fate.flipped_bit ? 1 : 0;
    counted_.reordered += fate.reordered ? 1 : 0;
    counted_.duplicated += fate.duplicate ? 1 : 0;
    send(frame, fate.deliver, now);
    if (fate.duplicate) send(duplicate, *fate.duplicate, now);
}

} // namespace sluice::eval
