#pragma once

#include <filesystem>
#include <string>

namespace sluice::plot {

/// "2026-11-21T09:00:00Z, 8 x Some CPU, Linux 6.1" from the environment.json of an evaluation, with
/// what is there of `date`, `machine`, `cpus`, `cpu` and `kernel`. Empty when there is no such file
/// or none of these in it: a figure is good without.
std::string environment_text(const std::filesystem::path& path);

} // namespace sluice::plot
