#include "server/jobs/job_metrics.hpp"

#include "server/host.hpp"
#include "server/jobs/job_desk.hpp"
#include "server/metric_family.hpp"

namespace sluice::server {
namespace {

using prometheus::MetricFamily;

MetricFamily jobs_by_phase(const state::job_sums& sums)
{
    auto made = gauge_family("sluice_jobs", "Jobs that are kept, by phase.", 0);
    made.metric.clear();
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
    all.push_back(gauge_family("sluice_agents_connected", "Agents that are connected now.",
                               static_cast<double>(of.agents.size())));
    if (!of.jobs) return all;
    const auto& runner = of.jobs->runner();
    all.push_back(gauge_family("sluice_pulls_active", "Jobs that are being fetched now.",
                               static_cast<double>(runner.pulls())));
    all.push_back(counter_family("sluice_pulled_bytes_total", "Bytes received from agents by jobs.",
                                 runner.received_bytes()));
    const auto sums = of.state->sum_jobs({});
    if (sums) all.push_back(jobs_by_phase(*sums));
    return all;
}

} // namespace sluice::server
