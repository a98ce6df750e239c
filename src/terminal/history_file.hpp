#pragma once

#include "base/result.hpp"

#include <cstddef>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace sluice::terminal {

/// The lines that were typed, one per line of a file that only its owner can read. Programs that
/// run at the same time may append to the same file. Something else than a regular file
/// (/dev/null) keeps nothing.
class history_file {
public:
    /// Makes the folder (not its parents' rights) when the first line is added. An empty path keeps
    /// nothing.
    history_file(std::filesystem::path path, std::size_t most);

    /// The last `most` lines, oldest first; none if there is no file yet.
    result<std::vector<std::string>> load();

    /// Lines with a line end or NUL are left out.
    result<> append(std::string_view line);

private:
    result<> shorten();

    std::filesystem::path path_;
    std::size_t most_;
    std::size_t lines_ = 0; // in the file, as far as we know
};

} // namespace sluice::terminal
