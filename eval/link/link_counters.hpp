#pragma once

#include <array>
#include <cstdint>
#include <string>

namespace sluice::eval {

/// What one direction of a link has done since its start.
struct direction_counters {
    std::uint64_t frames = 0; // that were sent into it
    std::uint64_t bytes = 0;  // of these, headers included
    std::uint64_t delivered = 0;
    std::uint64_t lost = 0;       // by chance
    std::uint64_t overflowed = 0; // no room in the queue, or in the memory of the emulator
    std::uint64_t duplicated = 0;
    std::uint64_t reordered = 0;
    std::uint64_t flipped = 0;
    std::uint64_t refused = 0; // by the interface that should have taken them
};

/// Both directions; the first is from A to B.
using link_counters = std::array<direction_counters, 2>;

/// "A to B: 10 frames, 1200 bytes, 9 delivered, 1 lost, ...; B to A: ..." on one line; what is 0
/// after "delivered" is left out.
std::string describe(const link_counters& what);

} // namespace sluice::eval
