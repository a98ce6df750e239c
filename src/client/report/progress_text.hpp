#pragma once

#include "transfer/download/download.hpp"

#include <chrono>
#include <string>

namespace sluice::client {

/// A download's progress at one moment, with the rate that is shown (bytes/s).
struct progress_view {
    transfer::download_progress now;
    double rate = 0;
};

/// "big.bin  45% [#########...........] 450 MiB / 1000 MiB  120 MiB/s  4 streams  ETA 0:04", cut to
/// the width in columns; "verifying" and "syncing" where that is what happens. Peer-given names are
/// escaped.
std::string progress_bar(const progress_view& view, std::size_t width);

/// The same facts as one plain line without the bar.
std::string progress_line(const progress_view& view);

/// The same as a JSON object: {"event":"progress","bytes_done":...}.
std::string progress_json(const progress_view& view);

/// Smooths a byte counter into a rate: exponential average with a time constant of two seconds.
class rate_meter {
public:
    using clock = std::chrono::steady_clock;

    /// The rate after the counter stood at bytes.
    double update(std::uint64_t bytes, clock::time_point now);

private:
    bool started_ = false;
    std::uint64_t last_bytes_ = 0;
    clock::time_point last_;
    double rate_ = 0;
};

} // namespace sluice::client
