#include "eval/stats/fairness.hpp"

#include <algorithm>
#include <limits>

namespace sluice::eval {

double jain_fairness(std::span<const double> shares)
{
    if (shares.empty()) return std::numeric_limits<double>::quiet_NaN();
    const double largest = *std::max_element(shares.begin(), shares.end());
    if (!(largest > 0)) return 1;
    double sum = 0;
    double squares = 0;
    // The index does not depend on the unit: the largest as the unit keeps squares in range.
    for (const double share : shares) {
        sum += share / largest;
        squares += (share / largest) * (share / largest);
    }
    return sum * sum / (static_cast<double>(shares.size()) * squares);
}

} // namespace sluice::eval
