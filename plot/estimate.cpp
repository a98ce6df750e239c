#include "plot/estimate.hpp"

#include "eval/stats/bootstrap.hpp"
#include "eval/stats/summary.hpp"

namespace sluice::plot {
namespace {

// Each resample sorts all values: a figure need not be surer than it can show.
constexpr std::size_t most_exact = 20'000;
constexpr eval::bootstrap_options few_resamples{.resamples = 200};

eval::bootstrap_options options_for(std::size_t count)
{
    return count > most_exact ? few_resamples : eval::bootstrap_options{};
}

} // namespace

estimate estimate_median(const std::vector<double>& values)
{
    const auto range = eval::median_interval(values, options_for(values.size()));
    return {eval::median(values), range.low, range.high};
}

estimate estimate_median(const std::vector<std::vector<double>>& repeats)
{
    // One repeat tells nothing of others; its values count as independent then.
    if (repeats.size() == 1) return estimate_median(repeats.front());
    std::vector<double> all;
    for (const auto& one : repeats)
        all.insert(all.end(), one.begin(), one.end());
    const auto range = eval::cluster_median_interval(repeats, options_for(all.size()));
    return {eval::median(all), range.low, range.high};
}

estimate estimate_ratio(const std::vector<double>& first, const std::vector<double>& second)
{
    const auto made = eval::median_ratio(first, second);
    return {made.ratio, made.range.low, made.range.high};
}

} // namespace sluice::plot
