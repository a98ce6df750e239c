#pragma once

#include "plot/draw.hpp"
#include "plot/plot_settings.hpp"

#include <filesystem>
#include <string>
#include <vector>

namespace sluice::plot {

/// What a run of sluice-plot wrote, and what a user should know about it.
struct plot_report {
    std::vector<std::filesystem::path> files;
    std::vector<std::string> notes;
};

/// Reads the input, writes times and averages, draws the figures. From logs alone that is the run
/// time, unless `only` names others. Errors: those of the parts; not_found when a figure that was
/// asked for finds nothing in the input, bad_usage for a ratio without a base.
result<plot_report> run_plot(const plot_settings& wanted, const std::string& gnuplot = "gnuplot");

} // namespace sluice::plot
