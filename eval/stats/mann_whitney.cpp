#include "eval/stats/mann_whitney.hpp"

#include "eval/stats/ranks.hpp"
#include "eval/stats/u_distribution.hpp"

#include <algorithm>
#include <cmath>

namespace sluice::eval {
namespace {

double normal_p(const pair_counts& counted, double first, double second)
{
    const double all = first + second;
    const double spread = all + 1 - counted.tied_triples / (all * (all - 1));
    const double sd = std::sqrt(std::max(0.0, first * second / 12 * spread));
    if (sd == 0) return 1;
    const double off = std::abs(counted.greater - first * second / 2) - 0.5;
    return std::erfc(std::max(0.0, off) / sd / std::sqrt(2.0));
}

} // namespace

mann_whitney compare_ranks(std::span<const double> first, std::span<const double> second)
{
    if (first.empty() || second.empty()) return {};
    const auto counted = count_pairs(first, second);
    const auto n = static_cast<double>(first.size());
    const auto m = static_cast<double>(second.size());
    const u_distribution chance(first.size(), second.size());
    if (!chance.is_exact() || counted.tied_triples > 0)
        return {counted.greater, normal_p(counted, n, m), false};
    const double smaller = std::min(counted.greater, n * m - counted.greater);
    const double p = 2 * chance.at_most(static_cast<std::size_t>(smaller));
    return {counted.greater, std::min(1.0, p), true};
}

} // namespace sluice::eval
