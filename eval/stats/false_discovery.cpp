#include "eval/stats/false_discovery.hpp"

#include <algorithm>
#include <numeric>

namespace sluice::eval {

std::vector<double> adjust_for_many(std::span<const double> p)
{
    std::vector<std::size_t> order(p.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::sort(order.begin(), order.end(), [&](auto a, auto b) { return p[a] < p[b]; });
    std::vector<double> adjusted(p.size());
    // From the largest down: a smaller p must not come out above a larger one.
    double least = 1;
    for (std::size_t rank = p.size(); rank > 0; --rank) {
        const auto at = order[rank - 1];
        least = std::min(least, p[at] * static_cast<double>(p.size()) / static_cast<double>(rank));
        adjusted[at] = least;
    }
    return adjusted;
}

} // namespace sluice::eval
