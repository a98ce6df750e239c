#include "eval/stats/permutation.hpp"

#include "eval/stats/index_draw.hpp"
#include "eval/stats/summary.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>
#include <vector>

namespace sluice::eval {
namespace {

/// The number of ways to choose, or most_splits + 1 when there are more.
std::size_t ways_to_choose(std::size_t chosen, std::size_t from)
{
    std::size_t ways = 1;
    for (std::size_t i = 1; i <= std::min(chosen, from - chosen); ++i) {
        ways = ways * (from - i + 1) / i;
        if (ways > most_splits) return most_splits + 1;
    }
    return ways;
}

/// The values of both samples, sorted as one and dealt anew by a mark on each.
class dealt_values {
public:
    dealt_values(std::span<const double> first, std::span<const double> second)
        : values_(first.begin(), first.end()),
          in_second_(second.size() + first.size(), false)
    {
        values_.insert(values_.end(), second.begin(), second.end());
        std::sort(values_.begin(), values_.end());
        std::fill(in_second_.begin() + static_cast<std::ptrdiff_t>(first.size()), in_second_.end(),
                  true);
        slack_ = 1e-12 * std::max(std::abs(values_.front()), std::abs(values_.back()));
    }

    /// Rounding must not make a difference that is as large as the observed one smaller.
    bool is_as_far(double observed)
    {
        first_.clear();
        second_.clear();
        for (std::size_t i = 0; i < values_.size(); ++i)
            (in_second_[i] ? second_ : first_).push_back(values_[i]);
        const double difference =
            percentile_of_sorted(second_, 0.5) - percentile_of_sorted(first_, 0.5);
        return std::abs(difference) >= std::abs(observed) - slack_;
    }

    bool next_split() { return std::next_permutation(in_second_.begin(), in_second_.end()); }

    void shuffle(index_draw& index)
    {
        for (std::size_t i = in_second_.size(); i > 1; --i) {
            const auto other = index.below(i);
            const bool mark = in_second_[i - 1];
            in_second_[i - 1] = in_second_[other];
            in_second_[other] = mark;
        }
    }

private:
    std::vector<double> values_;
    std::vector<bool> in_second_;
    std::vector<double> first_;
    std::vector<double> second_;
    double slack_ = 0;
};

} // namespace

permutation_test permute_medians(std::span<const double> first, std::span<const double> second,
                                 permutation_options how)
{
    if (first.empty() || second.empty())
        return {std::numeric_limits<double>::quiet_NaN(), 1, false};
    const double observed = median(second) - median(first);
    const auto ways = ways_to_choose(first.size(), first.size() + second.size());
    dealt_values dealt(first, second);
    std::size_t as_far = 0;
    if (ways <= most_splits) {
        do
            as_far += dealt.is_as_far(observed) ? 1 : 0;
        while (dealt.next_split());
        return {observed, static_cast<double>(as_far) / static_cast<double>(ways), true};
    }
    index_draw index(how.seed);
    for (unsigned i = 0; i < how.draws; ++i) {
        dealt.shuffle(index);
        as_far += dealt.is_as_far(observed) ? 1 : 0;
    }
    const double drawn = static_cast<double>(how.draws) + 1;
    return {observed, (static_cast<double>(as_far) + 1) / drawn, false};
}

} // namespace sluice::eval
