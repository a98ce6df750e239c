#include "eval/stats/bootstrap.hpp"

#include "eval/stats/index_draw.hpp"
#include "eval/stats/summary.hpp"

#include <algorithm>
#include <iterator>
#include <limits>

namespace sluice::eval {
namespace {

constexpr double none = std::numeric_limits<double>::quiet_NaN();
constexpr interval no_interval{none, none};

interval middle_of(std::vector<double> drawn, double confidence)
{
    std::sort(drawn.begin(), drawn.end());
    const double tail = (1 - confidence) / 2;
    return {percentile_of_sorted(drawn, tail), percentile_of_sorted(drawn, 1 - tail)};
}

/// As many values as there are, drawn with putting back, into `drawn`.
void draw_again(std::span<const double> values, index_draw& index, std::vector<double>& drawn)
{
    drawn.clear();
    for (std::size_t i = 0; i < values.size(); ++i)
        drawn.push_back(values[index.below(values.size())]);
}

/// percentile_of_sorted without sorting all: two values decide. Reorders `values`.
double take_percentile(std::vector<double>& values, double share)
{
    const double at = share * static_cast<double>(values.size() - 1);
    const auto below = static_cast<std::ptrdiff_t>(at);
    const auto low = values.begin() + below;
    std::nth_element(values.begin(), low, values.end());
    const auto rest = std::next(low);
    if (rest == values.end()) return *low;
    const double next = *std::min_element(rest, values.end());
    return *low + (at - static_cast<double>(below)) * (next - *low);
}

} // namespace

interval percentile_interval(std::span<const double> values, double share, bootstrap_options how)
{
    if (values.empty()) return no_interval;
    index_draw index(how.seed);
    std::vector<double> percentiles, drawn;
    for (unsigned i = 0; i < how.resamples; ++i) {
        draw_again(values, index, drawn);
        percentiles.push_back(take_percentile(drawn, share));
    }
    return middle_of(std::move(percentiles), how.confidence);
}

interval median_interval(std::span<const double> values, bootstrap_options how)
{
    return percentile_interval(values, 0.5, how);
}

interval cluster_percentile_interval(const std::vector<std::vector<double>>& repeats, double share,
                                     bootstrap_options how)
{
    std::vector<std::span<const double>> filled;
    for (const auto& repeat : repeats)
        if (!repeat.empty()) filled.emplace_back(repeat);
    if (filled.empty()) return no_interval;
    index_draw index(how.seed);
    std::vector<double> percentiles, drawn;
    for (unsigned i = 0; i < how.resamples; ++i) {
        drawn.clear();
        for (std::size_t j = 0; j < filled.size(); ++j) {
            const auto repeat = filled[index.below(filled.size())];
            drawn.insert(drawn.end(), repeat.begin(), repeat.end());
        }
        percentiles.push_back(take_percentile(drawn, share));
    }
    return middle_of(std::move(percentiles), how.confidence);
}

interval cluster_median_interval(const std::vector<std::vector<double>>& repeats,
                                 bootstrap_options how)
{
    return cluster_percentile_interval(repeats, 0.5, how);
}

ratio_estimate median_ratio(std::span<const double> first, std::span<const double> second,
                            bootstrap_options how)
{
    const bool positive = std::all_of(first.begin(), first.end(), [](double x) { return x > 0; });
    if (first.empty() || second.empty() || !positive) return {none, no_interval};
    index_draw index(how.seed);
    std::vector<double> ratios, drawn;
    for (unsigned i = 0; i < how.resamples; ++i) {
        draw_again(first, index, drawn);
        const double below = take_percentile(drawn, 0.5);
        draw_again(second, index, drawn);
        ratios.push_back(take_percentile(drawn, 0.5) / below);
    }
    return {median(second) / median(first), middle_of(std::move(ratios), how.confidence)};
}

} // namespace sluice::eval
