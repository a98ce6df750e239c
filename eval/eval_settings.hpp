#pragma once

#include "base/settings.hpp"
#include "eval/compare/compare_runs.hpp"
#include "eval/peers/peer_options.hpp"

namespace sluice::eval {

/// The one table of sluice-eval; it lives as long as the program.
const settings_table& eval_settings_table();

/// What `sluice-eval run` shall do. `beside` is the folder of this program: the programs to be
/// measured are looked for there, beside the build, and in PATH, unless they are named. Errors:
/// bad_usage, not_found when there is no program to measure.
result<run_options> run_options_from(const settings& loaded, const std::filesystem::path& beside);

/// What `sluice-eval peers` shall do; the programs as for run_options_from. Errors: not_found.
result<peer_options> peer_options_from(const settings& loaded, const std::filesystem::path& beside);

/// What `sluice-eval compare` shall do. Errors: bad_usage.
result<compare_options> compare_options_from(const settings& loaded);

} // namespace sluice::eval
