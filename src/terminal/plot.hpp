#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <vector>

namespace sluice::terminal {

/// With which characters a plot is drawn.
enum class plot_ink {
    braille, // two by four dots in each cell
    blocks,  // columns of eighths
    ascii,   // one star for each column
};

/// How large, in cells, labels included.
struct plot_room {
    std::size_t columns = 80;
    std::size_t rows = 20;
};

/// The values as lines of text, the oldest on the left: as many of the newest as there are dots,
/// or all, spread over the width. Values that are no finite numbers leave a hole. On the left the
/// highest and lowest value. Never wider or higher than the room. Pure.
std::vector<std::string> draw_plot(std::span<const double> values, plot_room room, plot_ink ink);

} // namespace sluice::terminal
