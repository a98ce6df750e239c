#pragma once

#include "base/bytes.hpp"
#include "stream/schema.hpp"

#include <array>
#include <chrono>
#include <random>

/// The signal that is there to try things with: a sine with some noise, 100 points every 50 ms.
namespace sluice::stream {

inline constexpr std::size_t demo_points = 100;
inline constexpr std::chrono::milliseconds demo_interval{50};

/// float64, shape [100].
schema demo_schema();

/// Where the window of a message begins: 0.1 further with each.
double demo_start(std::uint64_t sequence);

/// The points at which the signal was looked at: from the start over one period, 2 pi, both ends
/// included.
std::array<double, demo_points> demo_x(std::uint64_t sequence);

/// Makes the messages; the noise differs from seed to seed.
class demo_signal {
public:
    explicit demo_signal(std::uint64_t seed) : random_(seed) {}

    /// sin(x) and noise with a deviation of 0.1, little-endian.
    byte_buffer payload(std::uint64_t sequence);

private:
    std::mt19937_64 random_;
    std::normal_distribution<double> noise_{0.0, 0.1};
};

} // namespace sluice::stream
