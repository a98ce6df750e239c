#pragma once

#include "plot/axis.hpp"

#include <string>
#include <vector>

namespace sluice::plot {

/// The colours, dashes and points that lines take in turn (Okabe and Ito, "Color Universal
/// Design", 2008: a palette that the colour-blind can tell apart), without its yellow, which is too
/// light on white. Later rounds have other dashes and points.
inline constexpr std::size_t plain_styles = 7;
inline constexpr std::size_t all_styles = 28;

/// Rows of numbers that a plot draws.
struct data_block {
    std::string name = {}; // "$run": a name of gnuplot's
    std::vector<std::vector<double>> rows;
};

/// One element of gnuplot's plot command.
struct curve {
    std::string what = {};  // "$run using 1:2 with lines lt 1"
    std::string title = {}; // in the key; empty: not in the key
};

/// One coordinate system.
struct panel {
    std::string title = {}; // above it; may be empty
    axis x = {};
    axis y = {};
    std::vector<std::string> commands = {}; // of gnuplot, before its plot command
    std::vector<curve> curves = {};         // at least one
};

/// A picture of one or more panels in a grid.
struct figure {
    std::string name = {};     // "runtime"
    std::string title = {};    // of the whole
    std::string subtitle = {}; // small, below the title; may be empty
    std::vector<data_block> data = {};
    std::vector<panel> panels = {}; // at least one
    unsigned columns = 1;
    double plot_width = 560; // pixels between the axes of one panel
    double plot_height = 360;
};

/// Adds a block of rows and returns its name.
std::string add_data(figure& to, std::vector<std::vector<double>> rows);

/// gnuplot's number of the style for the line with this index.
unsigned style_of(std::size_t line);

} // namespace sluice::plot
