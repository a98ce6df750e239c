#pragma once

#include "eval/run/run_options.hpp"

#include <chrono>

namespace sluice::eval {

/// What `sluice-eval peers` shall do.
struct peer_options {
    unsigned rounds = 5;            // that count; a warm-up comes before
    std::vector<std::string> only;  // of peer_parts(); empty: all
    std::vector<std::string> peers; // of peer_names(); empty: all; Sluice always takes part
    std::uint64_t divisor = 1;      // sizes, and numbers of small files and idle connections, by it
    std::uint64_t seed = 1;         // of the files and of the order
    unsigned prime_mib = 1280;      // memory written and freed before each run; 0: none
    std::chrono::milliseconds limit = std::chrono::minutes(10); // of one run
    std::string link;          // text of a link_spec between servers and clients; empty: loopback
    std::filesystem::path out; // needs about 6 GiB
    measured_programs programs;
};

} // namespace sluice::eval
