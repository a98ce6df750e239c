#pragma once

#include "eval/record/configuration.hpp"

#include <filesystem>
#include <vector>

namespace sluice::eval {

/// The two programs that a run measures.
struct measured_programs {
    std::filesystem::path server;
    std::filesystem::path client;
};

/// What a run shall do; the settings of `sluice-eval run`.
struct run_options {
    std::vector<std::uint64_t> sizes; // bytes
    std::vector<unsigned> clients;
    std::vector<unsigned> workers;
    unsigned repeats = 5;
    unsigned files = 10; // of one size
    client_mode mode = client_mode::programs;
    double rate = 0; // downloads a second over all clients; 0: closed loop
    std::uint64_t seed = 1;
    bool durable = true;
    int verbosity = 20; // of the logs
    std::chrono::milliseconds limit{};
    std::string link; // text of a link_spec; empty: loopback
    std::filesystem::path out;
    measured_programs programs;
};

} // namespace sluice::eval
