#pragma once

#include "base/result.hpp"

#include <chrono>
#include <string>

namespace sluice::plot {

/// How gnuplot is started.
struct gnuplot_call {
    std::string program = "gnuplot"; // looked up in PATH unless it holds a '/'
    std::string folder;              // where it runs and writes
    std::string script;              // a file in that folder
    std::chrono::milliseconds limit = std::chrono::seconds(60);
};

/// Runs a script and returns what gnuplot said on standard error, its warnings. It reads no file of
/// the user's own. Errors: not_found when there is no gnuplot, with the package to install;
/// io_failed with its standard error when it failed, and when it was killed at the limit.
result<std::string> run_gnuplot(const gnuplot_call& what);

} // namespace sluice::plot
