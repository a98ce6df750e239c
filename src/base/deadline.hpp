#pragma once

#include <algorithm>
#include <chrono>

namespace sluice {

/// A point on the steady clock, or never. Passed down unchanged, so a composed operation keeps one
/// budget instead of restarting a timeout at every step.
class deadline {
public:
    using clock = std::chrono::steady_clock;

    static deadline never() { return deadline(clock::time_point::max()); }
    static deadline after(clock::duration d) { return deadline(clock::now() + d); }
    static deadline at_point(clock::time_point at) { return deadline(at); }

    bool is_never() const { return at_ == clock::time_point::max(); }
    bool expired() const { return !is_never() && clock::now() >= at_; }
    clock::time_point at() const { return at_; }

    /// The earlier of the two.
    deadline or_sooner(deadline other) const { return deadline(std::min(at_, other.at_)); }

private:
    explicit deadline(clock::time_point at) : at_(at) {}

    clock::time_point at_;
};

} // namespace sluice
