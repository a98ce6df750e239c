#pragma once

#include <vector>

namespace sluice::plot {

/// A value and its interval of 95 %.
struct estimate {
    double value = 0;
    double low = 0;
    double high = 0;
};

/// The median of independent values with its bootstrap interval (eval/stats/bootstrap.hpp). Needs a
/// value; the interval of one is that value.
estimate estimate_median(const std::vector<double>& values);

/// The median of values that were taken in repeats, of which whole ones are drawn again. Needs a
/// repeat, and a value in each.
estimate estimate_median(const std::vector<std::vector<double>>& repeats);

/// The median of `second` divided by that of `first`, with its bootstrap interval; all NaN when a
/// value of `first` is 0.
estimate estimate_ratio(const std::vector<double>& first, const std::vector<double>& second);

} // namespace sluice::plot
