#pragma once

#include <filesystem>
#include <string>

namespace sluice::plot {

/// "2026-11-21, node1, 2 x Some CPU, Linux 6.1" from the environment.json of an evaluation:
/// what it says about date, machine, CPUs and kernel. Empty when there is no such file or it says
/// none of this: a figure is good without.
std::string environment_text(const std::filesystem::path& path);

} // namespace sluice::plot
