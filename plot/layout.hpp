#pragma once

#include "plot/figure.hpp"

namespace sluice::plot {

/// Where everything of a figure stands, in pixels; all cells of the grid are alike.
struct layout {
    double width = 0; // of the canvas
    double height = 0;
    double header = 0;           // above the first row: title and subtitle
    double left = 0, right = 0;  // of a plot in its cell: the axis; the key
    double above = 0, below = 0; // of a plot in its cell: the panel's title; the axis
    double cell_width = 0, cell_height = 0;
};

/// Reserves the room that the texts of the panels take.
layout layout_of(const figure& what);

} // namespace sluice::plot
