#pragma once

#include "base/result.hpp"

#include <filesystem>
#include <string_view>

namespace sluice::plot {

/// Makes a folder and those above it. Errors: not_writable with the path, no_space.
result<> make_folder(const std::filesystem::path& path);

/// Writes a file, and the folders above it; an old one stays until the new one is complete. Errors:
/// not_writable with the path, no_space.
result<> write_output(const std::filesystem::path& path, std::string_view content);

/// A whole file. Errors: not_found and the like, with the path.
result<std::string> read_input(const std::filesystem::path& path);

} // namespace sluice::plot
