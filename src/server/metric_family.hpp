#pragma once

#include <prometheus/metric_family.h>

#include <cstdint>
#include <string>

namespace sluice::server {

/// A figure that only grows; its name ends in _total.
prometheus::MetricFamily counter_family(std::string name, std::string help, std::uint64_t value);

/// A figure that comes and goes.
prometheus::MetricFamily gauge_family(std::string name, std::string help, double value);

} // namespace sluice::server
