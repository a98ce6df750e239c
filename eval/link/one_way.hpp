#pragma once

#include "eval/link/delay_line.hpp"
#include "eval/link/impairment.hpp"
#include "eval/link/link_counters.hpp"

#include <span>

namespace sluice::eval {

/// One direction of a link at work: frames that are fed in are impaired, wait their time and are
/// written to a descriptor.
class one_way {
public:
    using time_point = impairment::time_point;

    /// What it may hold of frames on their way. 1 Gbit over a second fits.
    static constexpr std::size_t most_bytes = 256U << 20U;

    /// Every frame is one write(2) to `to`, which must not block.
    one_way(const link_spec& what, unsigned direction, int to);

    /// Takes a frame that came at `now`, after delivering what was due. May flip a bit of it.
    void feed(std::span<std::byte> frame, time_point now);
    void deliver_due(time_point now);

    /// When it has to be called again; none when nothing is on its way.
    std::optional<time_point> next() const { return line_.next(); }

    const direction_counters& counters() const { return counted_; }

private:
    void write(byte_view frame);
    void send(byte_view frame, time_point deliver, time_point now);

    impairment fates_;
    delay_line line_;
    int to_;
    direction_counters counted_;
};

} // namespace sluice::eval
