#pragma once

#include "stream/message.hpp"

#include <deque>
#include <optional>

namespace sluice::stream {

/// How much of a topic stays in memory.
struct ring_limits {
    std::size_t messages = 4096;
    std::size_t bytes = 16U << 20U;
};

/// The newest messages of a topic, numbered without holes. One message at least is kept, however
/// long it is.
class ring {
public:
    explicit ring(ring_limits limits, std::uint64_t next = 0) : limits_(limits), next_(next) {}

    /// message.sequence() must be next().
    void push(shared_message one);

    /// The sequence of the oldest message held; next() when there is none.
    std::uint64_t first() const { return next_ - held_.size(); }
    std::uint64_t next() const { return next_; }
    bool empty() const { return held_.empty(); }
    std::size_t size() const { return held_.size(); }
    std::size_t bytes() const { return bytes_; }

    /// sequence must be held.
    const shared_message& at(std::uint64_t sequence) const
    {
        return held_[static_cast<std::size_t>(sequence - first())];
    }

    /// The first held message of this time or later; next() where there is none.
    std::uint64_t find_time(std::int64_t time_ns) const;

private:
    ring_limits limits_;
    std::uint64_t next_;
    std::size_t bytes_ = 0;
    std::deque<shared_message> held_;
};

} // namespace sluice::stream
