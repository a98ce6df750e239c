#pragma once

#include <cstddef>
#include <cstdint>
#include <random>

namespace sluice::eval {

/// Draws indices at random. The standard fixes what std::mt19937_64 yields but not what its
/// distributions make of it: drawing by hand gives the same numbers with every library.
class index_draw {
public:
    explicit index_draw(std::uint64_t seed) : bits_(seed) {}

    /// From 0 to `count` - 1, each as likely; `count` is at least 1.
    std::size_t below(std::size_t count)
    {
        const std::uint64_t choices = count;
        // The first 2^64 mod `choices` values would make small remainders more likely.
        const std::uint64_t unfair = (std::uint64_t{0} - choices) % choices;
        std::uint64_t drawn = bits_();
        while (drawn < unfair)
            drawn = bits_();
        return static_cast<std::size_t>(drawn % choices);
    }

private:
    std::mt19937_64 bits_;
};

} // namespace sluice::eval
