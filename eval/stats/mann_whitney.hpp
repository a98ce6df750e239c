#pragma once

#include <span>

namespace sluice::eval {

/// What the rank test says about two samples.
struct mann_whitney {
    double u = 0;       // pairs in which the value of `second` is the greater, ties one half
    double p = 1;       // two-sided
    bool exact = false; // or by the normal approximation
};

/// Whether one of two independent samples tends to be greater than the other (Mann and Whitney,
/// 1947). Exact when there are no ties and both have at most 25 values; else by the normal
/// approximation with correction for ties and continuity (Lehmann, "Nonparametrics", 1975, section
/// 1.4). p is 1 when a sample is empty or all values are equal.
mann_whitney compare_ranks(std::span<const double> first, std::span<const double> second);

} // namespace sluice::eval
