#pragma once

#include <cstddef>
#include <span>

namespace sluice::eval {

/// How two samples lie to each other when they are sorted as one.
struct pair_counts {
    double greater = 0;      // pairs whose value of `second` is the greater; ties count one half
    double tied_triples = 0; // the sum of t^3 - t over groups of t equal values
};

/// Counts all pairs of a value of `first` and one of `second` by their common ranks. Takes n log n
/// steps, not n times m. A NaN has no rank: with one the counts mean nothing.
pair_counts count_pairs(std::span<const double> first, std::span<const double> second);

} // namespace sluice::eval
