#pragma once

#include "base/result.hpp"
#include "plot/figure.hpp"
#include "plot/script.hpp"

#include <filesystem>
#include <string>
#include <vector>

namespace sluice::plot {

/// Where a figure goes and how.
struct drawing {
    std::filesystem::path folder;
    std::string stem; // of the file, without its ending
    std::vector<image_format> formats;
    bool keeps_script = false;       // as STEM.gp in the folder
    std::string program = "gnuplot"; // looked up in PATH unless it holds a '/'
};

/// What was made.
struct drawn {
    std::vector<std::filesystem::path> files;
    std::string warnings; // of gnuplot; empty: none
};

/// Draws into a folder of its own for the time, so that a figure is there whole or not at all.
/// Errors: those of run_gnuplot; not_writable with the path.
result<drawn> draw(const figure& what, const drawing& how);

} // namespace sluice::plot
