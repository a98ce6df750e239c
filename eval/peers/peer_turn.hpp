#pragma once

#include "eval/peers/client_group.hpp"
#include "eval/peers/peer_record.hpp"
#include "eval/peers/peer_servers.hpp"

namespace sluice::eval {

/// What all turns of a run share. Everything in it outlives them.
struct turn_ground {
    const peer_options& options;
    const peer_ground& ground;
    const peer_servers& servers;
    std::filesystem::path targets; // holds a new folder for every run
};

/// Runs one candidate once in a new folder, checks what it delivered, and removes it, except small
/// files: ext4 shuns inodes that were freed in the last seconds, which would cost the next
/// candidate. Never fails for the candidate's sake: that is in the record. Errors: no_space and the
/// like of the runner itself.
task<result<peer_record>> run_turn(const turn_ground& ground, const peer& who, const workload& what,
                                   unsigned round);

/// Writes and frees as much memory as a run needs: a virtual machine may have taken free pages
/// back, and then the first to write pays for them. Blocks. Errors: no_space of /dev/shm.
result<void> prime_memory(unsigned mib);

/// How often the candidate called fsync, fdatasync, syncfs or sync for one tiny file; none when
/// strace is not there, may not trace, or the transfer failed under it.
task<std::optional<unsigned>> count_flushes(const turn_ground& ground, const peer& who,
                                            const workload& probe);

} // namespace sluice::eval
