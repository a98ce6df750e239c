#pragma once

namespace sluice::eval {

/// A confidence interval, in the unit of what it is about. Both ends are NaN when there is none.
struct interval {
    double low = 0;
    double high = 0;

    /// False when there is no interval.
    bool contains(double value) const { return low <= value && value <= high; }

    bool operator==(const interval&) const = default;
};

} // namespace sluice::eval
