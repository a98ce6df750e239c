#pragma once

#include "eval/compare/measured.hpp"
#include "eval/stats/bootstrap.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace sluice::eval {

/// With fewer repeats on a side nothing is concluded: 3 against 3 give no p below 0.1.
inline constexpr std::size_t fewest_repeats = 4;

/// How two runs are compared.
struct comparison_options {
    metric what = metric::p50;
    double min_effect = 5;  // percent; a smaller change is no evidence, however sure it is
    double confidence = 95; // percent, of intervals; what is left is the share of wrong verdicts
    std::uint64_t seed = 1;
};

enum class verdict { faster, slower, no_evidence, too_few_repeats };

/// One configuration of both runs. Values are seconds, or bytes a second for throughput: the
/// medians over repeats of the figure of a repeat.
struct compared {
    configuration what;
    std::size_t base_repeats = 0;
    std::size_t fresh_repeats = 0;
    double base = 0;  // NaN without repeats
    double fresh = 0; // of the new run
    ratio_estimate ratio;
    double p = 0;          // of compare_ranks; NaN with too few repeats
    double adjusted_p = 0; // adjust_for_many over all configurations that were tested
    double delta = 0;      // cliffs_delta: above 0 when the new run has the greater values
    bool failures = false; // on either side
    verdict said = verdict::no_evidence;
};

/// What failed of one configuration in one of the runs.
struct failure_count {
    configuration what;
    bool in_base = false; // or in the new run
    std::size_t clients = 0;
    std::size_t files = 0;
};

/// Two runs side by side.
struct comparison {
    comparison_options how;
    std::vector<compared> rows; // in the order of tables
    std::vector<configuration> only_base;
    std::vector<configuration> only_fresh;
    std::vector<failure_count> failures;
};

/// Compares every configuration that is in both runs. One is faster or slower when the adjusted p
/// is below 1 - confidence, the interval of the ratio excludes 1 and the change is at least
/// min_effect.
comparison compare(const measured_run& base, const measured_run& fresh,
                   const comparison_options& how);

/// Why so few repeats can hardly, or not at all, show anything; empty when each configuration alone
/// could be shown to have changed.
std::string warning_of(const comparison& made);

} // namespace sluice::eval
