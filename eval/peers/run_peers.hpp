#pragma once

#include "base/exit_code.hpp"
#include "eval/peers/peer_options.hpp"

#include <ostream>

namespace sluice::eval {

/// Runs every workload with every candidate that is installed, in turns, and writes the table as
/// Markdown to `report`, every single run to OUT/times/peers.json and progress to stderr. Gives
/// partly_done when a candidate delivered something wrong or nothing, interrupted or terminated
/// after a signal, which ends the run after the turn at hand. Raise the limit of descriptors first:
/// idle connections take one each. Errors: bad_usage for names it does not know; no_space,
/// not_writable and the like of the runner; unreachable when a server does not start.
result<exit_code> run_peers(const peer_options& options, std::ostream& report);

} // namespace sluice::eval
