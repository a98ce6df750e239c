#pragma once

#include <vector>

namespace sluice::plot {

/// A value and its interval of 95 %.
struct estimate {
    double value = 0;
    double low = 0;
    double high = 0;
};

/// The arithmetic mean; 0 without values.
double sample_mean(const std::vector<double>& values);

/// The middle value, or the mean of the middle two; 0 without values.
double sample_median(std::vector<double> values);

/// The median with the percentile interval of the bootstrap (Efron, "Bootstrap Methods: Another
/// Look at the Jackknife", 1979), from a fixed seed. For more than 200 values the ranks
/// n/2 -+ 1.96 sqrt(n)/2 (Conover, "Practical Nonparametric Statistics", on quantiles) give the
/// same at once. The interval of one value is that value.
estimate median_with_interval(std::vector<double> values);

/// The ratio of the medians, above / below, with the percentile interval of the bootstrap in which
/// both are drawn again. Both need a value; a median of 0 below gives 0.
estimate ratio_of_medians(const std::vector<double>& above, const std::vector<double>& below);

} // namespace sluice::plot
