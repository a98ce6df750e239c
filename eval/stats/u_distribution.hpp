#pragma once

#include <cstddef>
#include <vector>

namespace sluice::eval {

/// The distribution of the Mann-Whitney U of two samples without ties from one population: exact
/// when both have at most 25 values (Mann and Whitney, "On a Test of Whether One of Two Random
/// Variables Is Stochastically Larger than the Other", 1947), else normal with continuity
/// correction.
class u_distribution {
public:
    /// Of samples of `first` and `second` values, each at least 1.
    u_distribution(std::size_t first, std::size_t second);

    bool is_exact() const { return !up_to_.empty(); }

    /// The probability that U is at most `u`.
    double at_most(std::size_t u) const;

private:
    double mean_;
    double sd_;
    std::vector<double> up_to_; // the probability by u; empty when not exact
};

/// The smallest two-sided p that two samples of these sizes can reach: 2 divided by the number of
/// ways to split them. 1 when one of them is empty.
double smallest_p(std::size_t first, std::size_t second);

} // namespace sluice::eval
