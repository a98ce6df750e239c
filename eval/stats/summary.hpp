#pragma once

#include <cstddef>
#include <span>

namespace sluice::eval {

/// What a sample looks like, in the unit of the sample.
struct summary {
    std::size_t count = 0;
    double mean = 0;
    double sd = 0; // of the sample: the divisor is count - 1
    double min = 0;
    double p50 = 0;
    double p90 = 0;
    double p95 = 0;
    double p99 = 0;
    double p99_9 = 0;
    double max = 0;
};

/// Sums up values in any order. Without values everything but `count` is NaN; of one value `sd` is
/// NaN and all else is that value. A far percentile of few values says little more than `max`: see
/// samples_wanted.
summary summarize(std::span<const double> values);

/// The value below which `share` (0 to 1) of the values lie, between two of them by linear
/// interpolation (Hyndman and Fan, "Sample Quantiles in Statistical Packages", 1996, type 7).
/// `sorted` rises. NaN without values, the only value of one.
double percentile_of_sorted(std::span<const double> sorted, double share);

/// The same of values in any order; it copies them.
double percentile(std::span<const double> values, double share);

/// percentile at one half.
double median(std::span<const double> values);

/// How many independent values it takes until the largest is above the true percentile with 95 %
/// confidence (Wilks, "Determination of Sample Sizes for Setting Tolerance Limits", 1941): 29 for
/// p90, 59 for p95, 299 for p99, 2,995 for p99.9. With fewer the percentile is a guess, mostly too
/// low. `share` is between 0 and 1, both excluded.
std::size_t samples_wanted(double share);

} // namespace sluice::eval
