#pragma once

#include <prometheus/metric_family.h>

#include <vector>

namespace sluice::server {

struct host;

/// Figures of jobs and agents, for /metrics. Blocks (run it on the pool).
std::vector<prometheus::MetricFamily> job_metrics(const host& of);

} // namespace sluice::server
