#include "eval/stats/effect.hpp"

#include "eval/stats/ranks.hpp"
#include "eval/stats/summary.hpp"
#include "eval/stats/u_distribution.hpp"

#include <algorithm>
#include <limits>
#include <vector>

namespace sluice::eval {
namespace {

constexpr double none = std::numeric_limits<double>::quiet_NaN();

/// How many differences may be left out at either end; 0 too when that is already too many.
std::size_t left_out(const u_distribution& chance, std::size_t pairs, double confidence)
{
    // 1 - 0.95 is a little more than 0.05: a tail of just that size must pass all the same.
    const double tail = (1 - confidence) / 2 + 1e-12;
    std::size_t low = 0;
    std::size_t high = (pairs - 1) / 2;
    while (low < high) {
        const auto middle = low + (high - low + 1) / 2;
        if (chance.at_most(middle) <= tail)
            low = middle;
        else
            high = middle - 1;
    }
    return low;
}

} // namespace

double cliffs_delta(std::span<const double> first, std::span<const double> second)
{
    if (first.empty() || second.empty()) return none;
    const double pairs = static_cast<double>(first.size()) * static_cast<double>(second.size());
    return 2 * count_pairs(first, second).greater / pairs - 1;
}

shift_estimate shift_between(std::span<const double> first, std::span<const double> second,
                             double confidence)
{
    if (first.empty() || second.empty()) return {none, {none, none}, none};
    std::vector<double> differences;
    differences.reserve(first.size() * second.size());
    for (const double from : first)
        for (const double to : second)
            differences.push_back(to - from);
    std::sort(differences.begin(), differences.end());
    const u_distribution chance(first.size(), second.size());
    const auto out = left_out(chance, differences.size(), confidence);
    return {percentile_of_sorted(differences, 0.5),
            {differences[out], differences[differences.size() - 1 - out]},
            1 - 2 * chance.at_most(out)};
}

} // namespace sluice::eval
