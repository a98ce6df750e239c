#pragma once

#include <random>
#include <vector>

namespace sluice::test {

/// `count` values from 0 to 1, all different but for the rarest luck; the same for the same seed.
inline std::vector<double> any_sample(std::uint64_t seed, std::size_t count)
{
    std::mt19937_64 bits(seed);
    std::vector<double> made;
    for (std::size_t i = 0; i < count; ++i)
        made.push_back(static_cast<double>(bits() >> 11U) / static_cast<double>(1ULL << 53U));
    return made;
}

inline std::vector<double> scaled(std::vector<double> values, double by)
{
    for (double& value : values)
        value *= by;
    return values;
}

} // namespace sluice::test
