#pragma once

#include "base/result.hpp"
#include "proto/messages.hpp"

#include <string>
#include <vector>

namespace sluice::client {

/// What a comparison of a local file with a manifest found.
struct check_outcome {
    std::uint64_t chunks = 0;
    std::vector<std::uint64_t> wrong; // chunks that differ
    bool size_differs = false;
    std::string root; // hex, of the local file, when it has the right size

    bool same() const { return wrong.empty() && !size_differs; }
};

/// Compares a local file with the pages of its manifest on the server. Blocks: it reads the file.
/// Errors: not_found, not_a_file, io_failed.
result<check_outcome> check_against(const std::string& local,
                                    const std::vector<proto::manifest>& pages);

/// The path that a local file below the download folder has on the server, if it was fetched with
/// all folders: relative to the download folder. bad_name where it does not lie below it.
result<std::string> remote_path_of(const std::string& local, const std::string& download_folder);

/// "a(2).bin" without its number: the name before a download was renamed; empty if there is none.
std::string without_number(const std::string& path);

} // namespace sluice::client
