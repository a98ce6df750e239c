#pragma once

#include "eval/compare/measured.hpp"
#include "eval/stats/bootstrap.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace sluice::eval {

/// When a comparison is to fail: "p50 worse than 5 % at 95 %".
struct fail_rule {
    metric what = metric::p50;
    bool worse = true; // or better
    double percent = 0;
    double confidence = 0.95; // of the two-sided interval, as a share
};

/// Reads "METRIC worse|better than NUMBER % at NUMBER %", with or without spaces before '%'. Fails
/// with errc::bad_usage and the word that is wrong.
result<fail_rule> parse_fail_rule(std::string_view text);

/// "p50 worse than 5 % at 95 %".
std::string text_of(const fail_rule& rule);

/// One configuration that a rule was held against.
struct rule_case {
    configuration what;
    ratio_estimate ratio; // new to base
};

/// What a rule says of two runs.
struct rule_outcome {
    std::vector<rule_case> broken;         // by these configurations
    std::vector<configuration> not_judged; // too few repeats, or nothing to divide by
};

/// Holds the rule against every configuration of both runs: broken when even the near end of the
/// bootstrap interval of the ratio (median_ratio over repeats) is further off than the rule allows.
/// Each configuration is judged alone: of many, one is broken by chance more often than of one.
rule_outcome judge(const fail_rule& rule, const measured_run& base, const measured_run& fresh,
                   std::uint64_t seed);

} // namespace sluice::eval
