#pragma once

#include <chrono>
#include <optional>

namespace sluice::transfer {

/// How often a server may have an agent dial: so many connections at once, then so many a second.
/// Pure; the caller gives the time.
class dial_pace {
public:
    using clock = std::chrono::steady_clock;

    static constexpr unsigned at_once = 64;
    static constexpr unsigned per_second = 32;
    static constexpr std::chrono::seconds longest_wait{5};

    /// How long to wait before dialling so many; nothing: it would be longer than longest_wait, so
    /// refuse. What was refused does not count.
    std::optional<clock::duration> take(unsigned connections, clock::time_point now);

private:
    clock::time_point paid_until_{}; // what was taken is dialled by then, at the slow rate
};

} // namespace sluice::transfer
