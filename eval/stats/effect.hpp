#pragma once

#include "eval/stats/interval.hpp"

#include <span>

namespace sluice::eval {

/// The share of pairs in which the value of `second` is greater, minus that in which it is smaller:
/// from -1 to 1, and 0 when neither tends to be greater (Cliff, "Dominance Statistics: Ordinal
/// Analyses to Answer Ordinal Questions", 1993). NaN when a sample is empty.
double cliffs_delta(std::span<const double> first, std::span<const double> second);

/// By how much one sample lies above another, in their unit.
struct shift_estimate {
    double shift = 0;
    interval range;
    double confidence = 0; // of `range`; less than asked for when the samples are too small for it
};

/// The median of all differences, `second` minus `first`, and the interval that the distribution of
/// U gives it (Hodges and Lehmann, "Estimates of Location Based on Rank Tests", 1963; Lehmann,
/// "Nonparametrics", 1975, section 2.6). It holds when the samples differ in their place only.
/// Keeps all differences in memory: meant for samples of up to some thousands. `confidence` is
/// between 0 and 1. NaN when a sample is empty.
shift_estimate shift_between(std::span<const double> first, std::span<const double> second,
                             double confidence = 0.95);

} // namespace sluice::eval
