#pragma once

#include "plot/figure.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace sluice::plot {

/// A file format and the terminal of gnuplot that makes it.
enum class image_format { svg, png };

/// "svg" or "png": the word in --format and the ending of the file.
std::string_view format_name(image_format format);

/// A text in single quotes, in which gnuplot expands nothing; escaped, so one line.
std::string quoted(std::string_view text);

/// The whole script for gnuplot: data, styles, and the figure once for each format, into
/// "STEM.svg" and "STEM.png" in the folder where it runs.
std::string script_of(const figure& what, std::string_view stem,
                      const std::vector<image_format>& formats);

} // namespace sluice::plot
