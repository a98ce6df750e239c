#pragma once

#include "eval/compare/comparison.hpp"
#include "eval/compare/fail_rule.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace sluice::eval {

/// A rule and what it said.
struct judged_rule {
    fail_rule rule;
    rule_outcome outcome;
};

/// "faster", "slower", "no evidence" or "no evidence (too few repeats)".
std::string_view name_of(verdict said);

/// All that is to say beside the table, one sentence each: what is on one side only, what failed,
/// what so few repeats cannot show, and what the rule said.
std::vector<std::string> notes_of(const comparison& made, const std::optional<judged_rule>& rule);

/// A Markdown table of the configurations, and the notes as a list below it. Latencies are shown in
/// milliseconds, throughput in MiB/s.
std::string table_of(const comparison& made, const std::optional<judged_rule>& rule);

} // namespace sluice::eval
