#include "eval/stats/u_distribution.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace sluice::eval {
namespace {

// 50 values split in C(50, 25) < 2^53 ways: doubles still count exactly.
constexpr std::size_t exact_limit = 25;

/// In how many of all splits U is 0, 1, 2 and so on: the coefficients of the Gaussian binomial,
/// the product of (1 - x^(second + i)) / (1 - x^i) for i from 1 to `first`.
std::vector<double> splits_by_u(std::size_t first, std::size_t second)
{
    std::vector<double> ways(first * second + 1, 0.0);
    ways[0] = 1;
    for (std::size_t i = 1; i <= first; ++i) {
        for (std::size_t u = ways.size(); u-- > second + i;)
            ways[u] -= ways[u - second - i];
        for (std::size_t u = i; u < ways.size(); ++u)
            ways[u] += ways[u - i];
    }
    return ways;
}

} // namespace

u_distribution::u_distribution(std::size_t first, std::size_t second)
{
    const double pairs = static_cast<double>(first) * static_cast<double>(second);
    mean_ = pairs / 2;
    sd_ = std::sqrt(pairs * static_cast<double>(first + second + 1) / 12);
    if (std::max(first, second) > exact_limit) return;
    up_to_ = splits_by_u(first, second);
    std::partial_sum(up_to_.begin(), up_to_.end(), up_to_.begin());
    const double all = up_to_.back();
    for (double& share : up_to_)
        share /= all;
}

double u_distribution::at_most(std::size_t u) const
{
    if (is_exact()) return up_to_[std::min(u, up_to_.size() - 1)];
    const double z = (static_cast<double>(u) + 0.5 - mean_) / sd_;
    return std::erfc(-z / std::sqrt(2.0)) / 2;
}

double smallest_p(std::size_t first, std::size_t second)
{
    double splits = 1;
    for (std::size_t i = 1; i <= first; ++i)
        splits *= static_cast<double>(second + i) / static_cast<double>(i);
    return std::min(1.0, 2 / splits);
}

} // namespace sluice::eval
