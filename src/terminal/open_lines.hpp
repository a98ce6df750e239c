#pragma once

#include "terminal/line_source.hpp"

#include <filesystem>
#include <memory>

namespace sluice::terminal {

/// The line source that fits standard input and output: one with editing when both are a terminal
/// that this program may use, a plain one otherwise. In the background of a shell the input has
/// ended, because touching the terminal would stop the program. history is the file that keeps
/// the lines (mode 0600, at most 1000); empty: they are kept in memory only.
/// Call it while descriptors 0 to 2 are open or known to be closed: a closed one is the end of
/// input, but a later file could take its number.
std::unique_ptr<line_source> open_lines(asio::any_io_executor executor,
                                        std::filesystem::path history);

} // namespace sluice::terminal
