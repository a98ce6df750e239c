#pragma once

#include "eval/record/records.hpp"

#include <algorithm>
#include <cmath>
#include <random>
#include <string>

namespace sluice::test {

/// A run that never took place, with the noise of one that did.
struct made_run {
    eval::configuration what{.clients = 4, .file_size = 128, .files = 10, .workers = 2, .link = {}};
    unsigned repeats = 5;       // after the warm-up
    double latency = 0.02;      // seconds
    double repeat_noise = 0.05; // of all files of a repeat, as a share
    double file_noise = 0.05;
    double drift = 0; // by which the last repeat is slower than the first, as a share
};

/// The same numbers for the same seed, with every standard library.
class noise {
public:
    explicit noise(std::uint64_t seed) : bits_(seed) {}

    /// Nearly normal, with mean 0 and deviation 1: the sum of 12 even draws, less 6.
    double draw()
    {
        double sum = -6;
        for (int i = 0; i < 12; ++i)
            sum += static_cast<double>(bits_() >> 11U) / static_cast<double>(1ULL << 53U);
        return sum;
    }

private:
    std::mt19937_64 bits_;
};

inline void add_repeat(std::vector<eval::record>& to, const made_run& how, unsigned repeat,
                       noise& luck)
{
    // The warm-up is far off, so that it shows when it counts.
    const double off = repeat == 0 ? 50 : std::exp(how.repeat_noise * luck.draw());
    const double drifted = 1 + how.drift * repeat / how.repeats;
    double wall = 0;
    for (unsigned client = 1; client <= how.what.clients; ++client) {
        double now = 0;
        for (unsigned file = 1; file <= how.what.files; ++file) {
            eval::file_record one;
            one.what = how.what;
            one.repeat = repeat;
            one.client = client;
            one.file = std::to_string(file);
            one.planned = now;
            one.bytes = how.what.file_size;
            now += how.latency * off * drifted * std::exp(how.file_noise * luck.draw());
            one.done = now;
            to.emplace_back(one);
        }
        wall = std::max(wall, now);
    }
    eval::repeat_record whole;
    whole.what = how.what;
    whole.repeat = repeat;
    whole.wall = wall;
    whole.bytes = how.what.clients * how.what.files * how.what.file_size;
    to.emplace_back(whole);
}

inline std::vector<eval::record> records_of(const made_run& how, std::uint64_t seed)
{
    std::vector<eval::record> made;
    noise luck(seed);
    for (unsigned repeat = 0; repeat <= how.repeats; ++repeat)
        add_repeat(made, how, repeat, luck);
    return made;
}

inline std::string lines_of(const std::vector<eval::record>& records)
{
    std::string text;
    for (const auto& one : records)
        text += line_of(one) + '\n';
    return text;
}

} // namespace sluice::test
