#pragma once

#include "eval/run/run_options.hpp"

#include <string>

namespace sluice::eval {

/// What a figure depends on besides the programs.
struct run_environment {
    std::string date; // ISO 8601, UTC
    std::string command;
    std::string json;    // the whole, as times/environment.json holds it
    std::string machine; // one line for people
};

/// Looks around: kernel, processors and their governor, memory, file system of the output folder,
/// the sysctls that matter to TCP and the page cache, commit and build of this program, versions of
/// the measured programs. What cannot be read is null. Blocks.
run_environment look_around(const run_options& options, const std::string& command);

} // namespace sluice::eval
