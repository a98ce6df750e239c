#pragma once

#include "eval/record/records.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace sluice::plot {

/// One file that arrived at one client in a repeat that counts.
struct file_sample {
    unsigned repeat = 1;
    unsigned client = 1;
    double seconds = 0;              // from when it should have started until it was there
    std::optional<double> done = {}; // seconds since the start of the repeat; logs do not tell
    std::uint64_t bytes = 0;
};

/// One repeat as a whole.
struct repeat_sample {
    unsigned repeat = 1;
    double wall = 0; // seconds
    std::uint64_t bytes = 0;
};

/// All that is known of one configuration; warm-ups are left out.
struct series {
    eval::configuration what;
    std::vector<file_sample> files = {};
    std::vector<repeat_sample> repeats = {}; // empty when it comes from logs
    unsigned failed = 0;                     // files that did not arrive
};

/// Every configuration once, by clients, then size, then the rest.
using all_series = std::vector<series>;

/// The series of that configuration, which is put in when it is not there yet.
series& series_of(all_series& all, const eval::configuration& what);

/// Puts the configurations into their order.
void sort_series(all_series& all);

/// The series of a file of measurement records (eval/record). Errors: not_found when it is missing
/// or holds no record that counts; bad_configuration when a line cannot be read.
result<all_series> series_of_records(const std::string& path);

/// The seconds of all its files.
std::vector<double> seconds_of(const series& one);

/// The same by repeats, one list for each, by their numbers.
std::vector<std::vector<double>> seconds_by_repeat(const series& one);

/// The run times of its repeats, in seconds.
std::vector<double> walls_of(const series& one);

} // namespace sluice::plot
