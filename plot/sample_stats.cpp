#include "plot/sample_stats.hpp"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <numeric>
#include <random>

namespace sluice::plot {
namespace {

constexpr std::size_t draws = 2000;
constexpr std::size_t most_drawn = 200;
constexpr std::uint64_t seed = 20'260'101;

using generator = std::mt19937_64;

std::vector<double> drawn_again(const std::vector<double>& values, generator& random)
{
    std::uniform_int_distribution<std::size_t> which(0, values.size() - 1);
    std::vector<double> drawn(values.size());
    for (auto& one : drawn)
        one = values[which(random)];
    return drawn;
}

/// The 2.5 % and 97.5 % points of what was drawn around a value.
estimate interval_of(double value, std::vector<double> drawn)
{
    std::sort(drawn.begin(), drawn.end());
    const auto last = static_cast<double>(drawn.size() - 1);
    const auto low = drawn[static_cast<std::size_t>(std::floor(0.025 * last))];
    const auto high = drawn[static_cast<std::size_t>(std::ceil(0.975 * last))];
    return {value, std::min(low, value), std::max(high, value)};
}

estimate interval_of_ranks(const std::vector<double>& sorted, double value)
{
    const auto count = static_cast<double>(sorted.size());
    const auto half = 1.96 * std::sqrt(count) / 2;
    const auto low = static_cast<std::size_t>(std::floor(count / 2 - half));
    const auto high = static_cast<std::size_t>(std::ceil(count / 2 + half));
    return {value, sorted[low], sorted[std::min(high, sorted.size() - 1)]};
}

} // namespace

double sample_mean(const std::vector<double>& values)
{
    if (values.empty()) return 0;
    return std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size());
}

double sample_median(std::vector<double> values)
{
    if (values.empty()) return 0;
    const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
    std::nth_element(values.begin(), middle, values.end());
    if (values.size() % 2 == 1) return *middle;
    return (*std::max_element(values.begin(), middle) + *middle) / 2;
}

estimate median_with_interval(std::vector<double> values)
{
    const auto value = sample_median(values);
    if (values.size() < 2) return {value, value, value};
    if (values.size() > most_drawn) {
        std::sort(values.begin(), values.end());
        return interval_of_ranks(values, value);
    }
    generator random(seed);
    std::vector<double> drawn(draws);
    for (auto& one : drawn)
        one = sample_median(drawn_again(values, random));
    return interval_of(value, std::move(drawn));
}

estimate ratio_of_medians(const std::vector<double>& above, const std::vector<double>& below)
{
    const auto median = sample_median(below);
    if (!(median > 0)) return {};
    const auto value = sample_median(above) / median;
    generator random(seed);
    std::vector<double> drawn{value};
    for (std::size_t i = 0; i < draws; ++i) {
        const auto under = sample_median(drawn_again(below, random));
        const auto over = sample_median(drawn_again(above, random));
        if (under > 0) drawn.push_back(over / under);
    }
    return interval_of(value, std::move(drawn));
}

} // namespace sluice::plot
