#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

namespace sluice::eval {

/// Up to this many ways to split the values all are tried.
inline constexpr std::size_t most_splits = 20'000;

/// How many splits are drawn when there are more than most_splits, and by which seed.
struct permutation_options {
    unsigned draws = 10'000;
    std::uint64_t seed = 1;
};

/// What the permutation test says about two samples.
struct permutation_test {
    double difference = 0; // the median of `second` minus that of `first`; NaN when one is empty
    double p = 1;          // two-sided
    bool exhaustive = false;
};

/// How likely a difference of medians at least as large is when the values are dealt to the two
/// samples at random (Good, "Permutation Tests", 1994). Drawn splits count the observed one too
/// (Phipson and Smyth, "Permutation P-values Should Never Be Zero", 2010). Medians take few
/// different values in small samples: 5 values against 5 never give a p below 12/252. p is 1 when
/// a sample is empty.
permutation_test permute_medians(std::span<const double> first, std::span<const double> second,
                                 permutation_options how = {});

} // namespace sluice::eval
