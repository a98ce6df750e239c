#include "server/jobs/job_metrics.hpp"

#include "server/host.hpp"
#include "server/jobs/job_desk.hpp"

namespace sluice::server {
namespace {

using prometheus::MetricFamily;
using prometheus::MetricType;

MetricFamily family(MetricType type, std::string name, std::string help)
{
    MetricFamily made;
    made.name = std::move(name);
    made.help = std::move(help);
    made.type = type;
    return made;
}

MetricFamily gauge(std::string name, std::string help, double value)
{
    auto made = family(MetricType::Gauge, std::move(name), std::move(help));
    prometheus::ClientMetric metric;
    metric.gauge.value = value;
    made.metric.push_back(std::move(metric));
    return made;
}

MetricFamily jobs_by_phase(const state::job_sums& sums)
{
    auto made = family(MetricType::Gauge, "sluice_jobs", "Jobs that are kept, by phase.");
    for (std::size_t i = 0; i < sums.size(); ++i) {
        prometheus::ClientMetric metric;
        const auto phase = static_cast<state::job_phase>(i + 1);
        metric.label.push_back({"phase", std::string(name_of(phase))});
        metric.gauge.value = static_cast<double>(sums[i].jobs);
        made.metric.push_back(std::move(metric));
    }
    return made;
}

} // namespace

std::vector<MetricFamily> job_metrics(const host& of)
{
    std::vector<MetricFamily> all;
    all.push_back(gauge("sluice_agents_connected", "Agents that are connected now.",
                        static_cast<double>(of.agents.size())));
    if (!of.jobs) return all;
    const auto& runner = of.jobs->runner();
    all.push_back(gauge("sluice_pulls_active", "Jobs that are being fetched now.",
                        static_cast<double>(runner.pulls())));
    auto bytes = family(MetricType::Counter, "sluice_pulled_bytes_total",
                        "Bytes received from agents by jobs.");
    prometheus::ClientMetric received;
    received.counter.value = static_cast<double>(runner.received_bytes());
    bytes.metric.push_back(std::move(received));
    all.push_back(std::move(bytes));
    const auto sums = of.state->sum_jobs({});
    if (sums) all.push_back(jobs_by_phase(*sums));
    return all;
}

} // namespace sluice::server
