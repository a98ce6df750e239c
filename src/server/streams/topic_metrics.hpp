#pragma once

#include <prometheus/metric_family.h>

#include <vector>

namespace sluice::server {

struct host;

/// The figures of topics and arrays for /metrics (docs/metrics.md); of all together, because names
/// of topics are not ours. Asks the store: for pool threads.
std::vector<prometheus::MetricFamily> topic_metrics(const host& of);

} // namespace sluice::server
