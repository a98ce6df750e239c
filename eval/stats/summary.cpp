#include "eval/stats/summary.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <vector>

namespace sluice::eval {
namespace {

constexpr double none = std::numeric_limits<double>::quiet_NaN();

double mean_of(std::span<const double> values)
{
    if (values.empty()) return none;
    return std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size());
}

/// In a second pass over the values: the sum of squares alone loses the digits that differ.
double deviation_of(std::span<const double> values, double mean)
{
    if (values.size() < 2) return none;
    double squares = 0;
    for (const double value : values)
        squares += (value - mean) * (value - mean);
    return std::sqrt(squares / static_cast<double>(values.size() - 1));
}

} // namespace

double percentile_of_sorted(std::span<const double> sorted, double share)
{
    if (sorted.empty()) return none;
    const double last = static_cast<double>(sorted.size() - 1);
    const double at = std::clamp(share, 0.0, 1.0) * last;
    const auto below = static_cast<std::size_t>(at);
    if (below + 1 >= sorted.size()) return sorted.back();
    const double beyond = at - static_cast<double>(below);
    return sorted[below] + beyond * (sorted[below + 1] - sorted[below]);
}

double percentile(std::span<const double> values, double share)
{
    std::vector<double> sorted(values.begin(), values.end());
    std::sort(sorted.begin(), sorted.end());
    return percentile_of_sorted(sorted, share);
}

double median(std::span<const double> values)
{
    return percentile(values, 0.5);
}

summary summarize(std::span<const double> values)
{
    std::vector<double> sorted(values.begin(), values.end());
    std::sort(sorted.begin(), sorted.end());
    summary made;
    made.count = sorted.size();
    // Summed in order, so that the order in which they came does not change the last digit.
    made.mean = mean_of(sorted);
    made.sd = deviation_of(sorted, made.mean);
    made.min = percentile_of_sorted(sorted, 0);
    made.p50 = percentile_of_sorted(sorted, 0.5);
    made.p90 = percentile_of_sorted(sorted, 0.9);
    made.p95 = percentile_of_sorted(sorted, 0.95);
    made.p99 = percentile_of_sorted(sorted, 0.99);
    made.p99_9 = percentile_of_sorted(sorted, 0.999);
    made.max = percentile_of_sorted(sorted, 1);
    return made;
}

std::size_t samples_wanted(double share)
{
    constexpr double doubt = 0.05;
    return static_cast<std::size_t>(std::ceil(std::log(doubt) / std::log(share)));
}

} // namespace sluice::eval
