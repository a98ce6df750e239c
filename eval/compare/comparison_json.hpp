#pragma once

#include "eval/compare/comparison_table.hpp"

namespace sluice::eval {

/// The comparison as one JSON object with a newline: seconds and bytes a second, null for what
/// there is none of; the notes of the table, and what the rule said where there is one.
std::string json_of(const comparison& made, const std::optional<judged_rule>& rule);

} // namespace sluice::eval
