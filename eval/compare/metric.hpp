#pragma once

#include "base/result.hpp"

#include <string_view>

namespace sluice::eval {

/// What two runs are compared by: a figure of the latencies of a repeat, or its throughput.
enum class metric { p50, p90, p95, p99, mean, throughput };

/// The metric of this name; "latency" is p50. Fails with errc::bad_usage and names the others.
result<metric> metric_of(std::string_view name);

/// "p50", "mean", "throughput".
std::string_view name_of(metric what);

/// True for throughput, false for what is waited for.
inline bool is_better_when_greater(metric what)
{
    return what == metric::throughput;
}

} // namespace sluice::eval
