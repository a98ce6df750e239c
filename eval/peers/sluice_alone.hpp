#pragma once

#include "eval/peers/peer_turn.hpp"

namespace sluice::eval {

/// What the server and the largest of 64 clients hold in memory while all of them download at once;
/// `many` offers the files. A wrong copy is in the record that is added to `runs`. Errors: as
/// run_turn.
task<result<std::vector<peer_fact>>> measure_memory(const turn_ground& ground, const workload& many,
                                                    std::vector<peer_record>& runs);

/// What 10,000 idle connections (by options.divisor, and no more than the descriptors allow) cost
/// the server, and a download beside them against one alone; `large` offers the file. Errors: as
/// run_turn, or why a connection could not be opened.
task<result<std::vector<peer_fact>>> measure_idle(const turn_ground& ground, const workload& large,
                                                  std::vector<peer_record>& runs);

} // namespace sluice::eval
