#include "eval/stats/ranks.hpp"

#include <algorithm>
#include <utility>
#include <vector>

namespace sluice::eval {

pair_counts count_pairs(std::span<const double> first, std::span<const double> second)
{
    std::vector<std::pair<double, bool>> all; // the value, and whether it is of `second`
    for (const double value : first)
        all.emplace_back(value, false);
    for (const double value : second)
        all.emplace_back(value, true);
    std::sort(all.begin(), all.end());

    pair_counts made;
    double below = 0; // values of `first` in earlier groups
    for (std::size_t i = 0; i < all.size();) {
        double of_first = 0;
        double of_second = 0;
        const double value = all[i].first;
        // A NaN equals nothing, not even itself: each step takes one all the same.
        do
            (all[i].second ? of_second : of_first) += 1;
        while (++i < all.size() && all[i].first == value);
        const double tied = of_first + of_second;
        made.greater += of_second * (below + of_first / 2);
        made.tied_triples += tied * tied * tied - tied;
        below += of_first;
    }
    return made;
}

} // namespace sluice::eval
