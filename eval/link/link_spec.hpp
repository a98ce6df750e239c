#pragma once

#include "base/result.hpp"

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace sluice::eval {

/// What a link does to the frames of each of its two directions. Probabilities are from 0 to 1 and
/// independent for every frame. Sizes are those of Ethernet frames with their 14 byte header and
/// without preamble and checksum, which is also what the rate counts.
struct link_spec {
    std::chrono::nanoseconds delay{0};  // one way
    std::chrono::nanoseconds jitter{0}; // up to that much more or less, uniform; keeps the order
    double loss = 0;
    double duplicate = 0;
    double reorder = 0;                        // the frame skips the delay, so it overtakes others
    double flip = 0;                           // one bit of the frame, wherever it is
    std::uint64_t rate = 0;                    // bits a second; 0: without limit
    std::optional<std::uint64_t> queue_frames; // that wait for the rate; see queue_of
    std::optional<std::uint64_t> queue_bytes;
    std::uint64_t seed = 1;
    bool ipv6 = false; // the addresses that a user of the link should prefer

    bool operator==(const link_spec&) const = default;
};

/// How much may wait for the rate, the frame being sent included; what comes then is dropped.
struct queue_limit {
    std::uint64_t frames = 0;
    std::uint64_t bytes = 0;
};

/// Reads parts separated by commas, in any order: "50ms,1%,100Mbit". A duration (us, ms, s) is the
/// one-way delay, ±5ms or jitter=5ms the jitter, 1% or loss=1% the loss; dup=, reorder= and flip=
/// take a percentage; a rate ends in bit, kbit, Mbit, Gbit (powers of 1000) or byte likewise;
/// queue=100 counts frames, queue=64K bytes (powers of 1024); seed=7; ipv6. No part stands twice.
/// Fails with errc::bad_usage and names the bad part.
result<link_spec> parse_link_spec(std::string_view text);

/// A text that parse_link_spec reads as the same: "50ms,loss=1%,100Mbit,seed=1".
std::string describe(const link_spec& what);

/// As asked for; by default 1000 frames, as Linux devices and tc-netem(8) have it, and at most what
/// the rate sends in a second, because 1000 frames on a slow link would be a queue of minutes.
queue_limit queue_of(const link_spec& what);

} // namespace sluice::eval
