#pragma once

#include "eval/link/link_spec.hpp"

#include <cstddef>
#include <deque>
#include <optional>
#include <random>

namespace sluice::eval {

enum class drop_reason { none, loss, queue };

/// What happens to one frame.
struct frame_fate {
    using time_point = std::chrono::steady_clock::time_point;

    drop_reason dropped = drop_reason::none; // then the rest says nothing
    time_point deliver;
    std::optional<time_point> duplicate;    // when a second, unchanged copy is delivered
    std::optional<std::size_t> flipped_bit; // of the first copy; bit 0 is the lowest of byte 0
    bool reordered = false;                 // overtakes one that came before
};

/// One direction of a link as a decision: no clock, no input or output of its own. In the order of
/// tc-netem(8): loss first, then the queue and the rate, then the delay. Every frame takes the same
/// number of random draws, so that the n-th frame meets the same chance whatever befell the others
/// and whenever they came; only what the queue drops depends on time.
class impairment {
public:
    using time_point = frame_fate::time_point;

    /// The directions of a link (0 and 1) draw from different sequences of the same seed.
    impairment(const link_spec& what, unsigned direction);

    /// The fate of the next frame of that many bytes (header included), which came at `now`; `now`
    /// never goes back.
    frame_fate decide(time_point now, std::size_t size_bytes);

private:
    struct draws {
        double loss, duplicate, reorder, flip, jitter; // from 0, below 1
        std::uint64_t bit;
    };
    struct waiting_frame {
        time_point sent;
        std::size_t size_bytes;
    };

    double draw_unit();
    draws draw();
    std::optional<time_point> send(time_point now, std::size_t size_bytes);

    link_spec what_;
    queue_limit queue_;
    std::mt19937_64 random_;
    std::deque<waiting_frame> waiting_; // for the rate, with the one being sent
    std::uint64_t waiting_bytes_ = 0;
    time_point free_;     // when the last of them will be sent
    time_point in_order_; // no frame is delivered earlier, unless reordered
};

} // namespace sluice::eval
