#pragma once

#include "eval/compare/comparison.hpp"

#include <iosfwd>
#include <string>

namespace sluice::eval {

/// The settings of `sluice-eval compare`.
struct compare_options {
    comparison_options how = {};
    bool json = false;        // or a Markdown table
    std::string fail_if = {}; // a rule as parse_fail_rule reads it; empty: none
};

/// The records of a run: `path` itself when it is no folder, else raw.ndjson or times/raw.ndjson in
/// it. Fails with errc::not_found when a folder has neither.
result<std::string> records_path(const std::string& path);

/// Reads two runs, writes their comparison to `out` and returns whether the rule is met, which
/// means that the command is to fail; false without a rule. Fails with errc::bad_usage for a wrong
/// rule or option before anything is read, with what read_records says, and with errc::not_found
/// after writing when the runs have no configuration in common.
result<bool> compare_runs(const std::string& base_path, const std::string& new_path,
                          const compare_options& options, std::ostream& out);

} // namespace sluice::eval
