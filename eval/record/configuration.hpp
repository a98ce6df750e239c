#pragma once

#include "base/result.hpp"

#include <cstdint>
#include <string>
#include <string_view>

namespace sluice::eval {

/// How the clients of a run exist: as real client processes, or inside the runner, for thousands.
enum class client_mode { programs, coroutines };

/// One cell of the matrix: what is the same in all its repeats.
struct configuration {
    unsigned clients = 1;
    std::uint64_t file_size = 0; // bytes
    unsigned files = 1;          // that every client downloads
    unsigned workers = 1;        // connections of one download
    client_mode mode = client_mode::programs;
    double rate = 0;  // downloads a second, over all clients; 0: the next starts when one ended
    std::string link; // as it was asked for; empty: loopback

    bool operator==(const configuration&) const = default;
};

/// A size as P4's labels and file names have it: whole K, M or G as k, m, g, else digits. "2k".
std::string size_text(std::uint64_t bytes);

/// "4 Clients,128B Files"; workers, rate and link follow only where `what` differs from a plain
/// run: "4 Clients,2kB Files,8 Workers".
std::string label_of(const configuration& what);

/// "4c128f", the part of a log's name that tells the configuration; '-8w' and so on may follow.
std::string log_name_of(const configuration& what);

/// The order of figures and tables: by clients, then size, then the rest.
bool operator<(const configuration& left, const configuration& right);

/// "process" or "coroutine".
std::string_view mode_name(client_mode mode);

} // namespace sluice::eval
