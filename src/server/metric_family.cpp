#include "server/metric_family.hpp"

namespace sluice::server {
namespace {

using prometheus::MetricFamily;
using prometheus::MetricType;

MetricFamily single(MetricType type, std::string name, std::string help,
                    prometheus::ClientMetric metric)
{
    MetricFamily family;
    family.name = std::move(name);
    family.help = std::move(help);
    family.type = type;
    family.metric.push_back(std::move(metric));
    return family;
}

} // namespace

MetricFamily counter_family(std::string name, std::string help, std::uint64_t value)
{
    prometheus::ClientMetric metric;
    metric.counter.value = static_cast<double>(value);
    return single(MetricType::Counter, std::move(name), std::move(help), std::move(metric));
}

MetricFamily gauge_family(std::string name, std::string help, double value)
{
    prometheus::ClientMetric metric;
    metric.gauge.value = value;
    return single(MetricType::Gauge, std::move(name), std::move(help), std::move(metric));
}

} // namespace sluice::server
