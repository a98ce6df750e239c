#pragma once

#include "eval/link/link_spec.hpp"

#include <string>
#include <vector>

namespace sluice::eval {

/// Runs a command on side A of a new link, with the caller's streams, and waits for its end; what
/// is needed to use side B is told on stderr before, what the link did afterwards. Gives the
/// command's exit code, 128 + N when signal N ended it, 127 when it could not be started (told on
/// stderr); the command dies with this program. Errors: those of emulated_link::open, and
/// bad_usage without a command.
result<int> run_link(const link_spec& what, std::vector<std::string> command);

} // namespace sluice::eval
