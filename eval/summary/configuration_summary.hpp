#pragma once

#include "eval/record/records.hpp"
#include "eval/stats/interval.hpp"
#include "eval/stats/summary.hpp"

#include <vector>

namespace sluice::eval {

/// What all repeats of one configuration came to; the warm-up is left out. Times in seconds.
struct configuration_summary {
    configuration what;
    unsigned repeats = 0;
    summary latency;         // of complete files: from planned to done
    interval latency_median; // 95 %, by resampling whole repeats
    summary first_byte;      // from planned to the first byte of content
    summary throughput;      // bytes a second of each repeat: complete files over its wall time
    double fairness = 0;     // median over the repeats of Jain's index of the clients' rates
    double server_cpu = 0;   // seconds of CPU for 10^9 bytes
    double client_cpu = 0;   // the same, of all clients together
    std::uint64_t server_peak = 0; // bytes resident, the most of all repeats
    std::uint64_t client_peak = 0; // of one client
    std::uint64_t retries = 0;
    unsigned failed_clients = 0;
    unsigned failed_files = 0;
    std::vector<double> latencies; // as measured
};

/// One row for every configuration, ordered by clients, then size.
std::vector<configuration_summary> summarize_records(const std::vector<record>& records);

} // namespace sluice::eval
