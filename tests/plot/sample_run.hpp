#pragma once

#include "plot/series.hpp"
#include "support/temp_folder.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace sluice::test {

/// What an invented run is like; the same seed gives the same run.
struct run_shape {
    std::vector<unsigned> clients{1};
    std::vector<std::uint64_t> sizes{128};
    unsigned repeats = 5;
    unsigned files = 20;   // of every client
    double slowness = 1.0; // factor on all times
    std::uint64_t seed = 1;
};

/// Shapes with 1, 6 and 40 configurations.
run_shape smallest_run();
run_shape usual_run();
run_shape largest_run();

/// The records of a run, warm-up and a failed file among them.
std::vector<eval::record> sample_records(const run_shape& shape);

/// Their lines as times/raw.ndjson has them.
std::string sample_ndjson(const run_shape& shape);

/// The series of these records.
plot::all_series sample_series(const run_shape& shape);

/// Writes the logs of the same run as clients/clientI-NcSIZEf.log below `folder` in `to`.
void write_sample_logs(const temp_folder& to, const std::string& folder, const run_shape& shape);

} // namespace sluice::test
