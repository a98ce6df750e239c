#pragma once

#include "eval/record/records.hpp"
#include "eval/run/client_run.hpp"
#include "eval/run/matrix.hpp"

#include <map>

namespace sluice::eval {

/// What every repeat of a run shares.
struct run_ground {
    const run_options& options;
    const run_folders& folders;
    std::map<std::uint64_t, std::vector<source_file>> files; // by size

    // How to reach the two ends of an emulated link; empty without one.
    std::vector<std::string> server_prefix;
    std::vector<std::string> client_prefix;
    std::string server_address = "127.0.0.1";
};

/// What the clients of a repeat shall do and when: the same for the same seed.
std::vector<std::vector<errand>> errands_of(const configuration& what,
                                            const std::vector<source_file>& files,
                                            std::uint64_t seed, unsigned repeat);

/// Runs one repeat of one configuration: starts the server, waits until it listens, lets the
/// clients work, stops everything and compares every copy with its source. A client that fails is
/// a record; an error is only what keeps the repeat from taking place: the server does not start,
/// folders cannot be written.
task<result<std::vector<record>>> run_repeat(const run_ground& ground, configuration what,
                                             unsigned repeat);

} // namespace sluice::eval
