#pragma once

#include <chrono>
#include <cstdint>

namespace sluice::http {

/// Judges whether a body comes at the least rate, over windows of ten seconds. Only the time spent
/// in waiting for the client counts: what the server does with the bytes is not the client's fault.
/// Pure.
class body_pace {
public:
    using duration = std::chrono::steady_clock::duration;

    static constexpr std::chrono::seconds window{10};

    /// Bytes per second; 0: any rate will do.
    explicit body_pace(std::uint64_t least_rate) : rate_(least_rate) {}

    void received(std::uint64_t bytes) { bytes_ += bytes; }

    /// How long the client may be waited for until its rate is judged.
    duration left() const { return waited_ < window ? window - waited_ : duration::zero(); }

    /// Adds a wait. False: the window is over and too little came in it.
    bool waited(duration span);

private:
    std::uint64_t rate_;
    std::uint64_t bytes_ = 0;
    duration waited_{};
};

} // namespace sluice::http
