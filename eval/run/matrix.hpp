#pragma once

#include "eval/run/run_options.hpp"

#include <random>
#include <string_view>

namespace sluice::eval {

/// "128,2k,8k-64k": sizes as base/parse.hpp reads them, and ranges that double from the low end as
/// long as they do not pass the high one. Without repetitions, in the order written. Fails with
/// errc::bad_usage that repeats the wrong part.
result<std::vector<std::uint64_t>> parse_sizes(std::string_view text);

/// The same for whole numbers from 1 to `most`: "1,4-16" is 1, 4, 8, 16.
result<std::vector<unsigned>> parse_counts(std::string_view text, unsigned most);

/// Every combination of the lists.
std::vector<configuration> configurations_of(const run_options& options);

/// One thing to do: a configuration by its index, and which repeat of it. Repeat 0 warms up.
struct turn {
    std::size_t configuration = 0;
    unsigned repeat = 0;

    bool operator==(const turn&) const = default;
};

/// All warm-ups, then round by round every configuration once in a new random order, so that what
/// drifts in the machine favours none. The same seed gives the same order.
std::vector<turn> interleave(std::size_t configurations, unsigned repeats, std::uint64_t seed);

/// A whole number below `bound`, the same for the same generator everywhere: the distributions of
/// the standard library differ between libraries. The bias is below bound / 2^64.
std::uint64_t draw_below(std::mt19937_64& random, std::uint64_t bound);

/// Points in time, in seconds from the start, at which `count` downloads arrive when `rate` of them
/// come a second independently of each other: exponential gaps (a Poisson process).
std::vector<double> arrivals(std::size_t count, double rate, std::mt19937_64& random);

} // namespace sluice::eval
