#pragma once

#include "base/bytes.hpp"

#include <chrono>
#include <cstdint>
#include <optional>
#include <vector>

namespace sluice::eval {

/// Frames on their way, in the order of their delivery and then of their coming. Holds no more than
/// it may: the bytes of the frames and frame_overhead for each.
class delay_line {
public:
    using time_point = std::chrono::steady_clock::time_point;

    static constexpr std::size_t frame_overhead = 64; // bytes, for the allocator and the order

    explicit delay_line(std::size_t most_bytes) : most_bytes_(most_bytes) {}

    /// False when it is full; the frame is lost then.
    bool push(time_point deliver, byte_view frame);

    /// When the next frame is due; none when it is empty.
    std::optional<time_point> next() const;

    /// The next frame, due or not. It must not be empty.
    byte_buffer pop();

private:
    struct item {
        time_point deliver;
        std::uint64_t number;
        byte_buffer frame;
    };
    static bool is_later(const item& left, const item& right);

    std::vector<item> items_; // a heap
    std::size_t most_bytes_;
    std::size_t bytes_ = 0;
    std::uint64_t pushed_ = 0;
};

} // namespace sluice::eval
