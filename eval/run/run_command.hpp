#pragma once

#include "base/exit_code.hpp"
#include "eval/run/run_options.hpp"

#include <iosfwd>

namespace sluice::eval {

/// `sluice-eval run`: runs the whole matrix, writes logs/ and times/ below options.out and the
/// report to `report`; progress goes to standard error. `command` is what the user typed. Gives
/// done, partly_done when some client failed; interrupted and terminated after a signal, with what
/// was measured until then written. Errors are what kept the run from taking place.
result<exit_code> run_matrix(const run_options& options, const std::string& command,
                             std::ostream& report);

} // namespace sluice::eval
