#pragma once

#include "eval/compare/metric.hpp"
#include "eval/record/records.hpp"

#include <cstddef>
#include <map>
#include <vector>

namespace sluice::eval {

/// What one run measured of one configuration, the warm-up (repeat 0) left out.
struct measured {
    std::map<unsigned, std::vector<double>> latencies; // seconds of the files that came, by repeat
    std::map<unsigned, double> throughputs;            // bytes a second, by repeat
    std::size_t failed_files = 0;                      // rows without a latency
    std::size_t failed_clients = 0;                    // by all repeats

    bool has_failures() const { return failed_files + failed_clients > 0; }
};

/// A run, by configuration, in the order of tables.
using measured_run = std::map<configuration, measured>;

/// Sorts the records of a run. A configuration of which only the warm-up is there is there, empty.
measured_run measured_of(const std::vector<record>& records);

/// One value for each repeat that has one, the unit of comparison: files of one repeat are not
/// independent of each other. Seconds, or bytes a second for metric::throughput.
std::vector<double> values_by_repeat(const measured& from, metric what);

} // namespace sluice::eval
