#include "eval/compare/measured.hpp"

#include "eval/stats/summary.hpp"

#include <algorithm>

namespace sluice::eval {
namespace {

/// Puts records of all kinds in their places.
class sorter {
public:
    void operator()(const file_record& one)
    {
        auto& into = run_[one.what];
        if (one.repeat == 0) return;
        if (const auto latency = one.latency())
            into.latencies[one.repeat].push_back(*latency);
        else
            ++into.failed_files;
    }

    void operator()(const client_record& one)
    {
        run_[one.what];
        if (one.repeat > 0 && one.exit != 0) ++failed_rows_[one.what];
    }

    void operator()(const repeat_record& one)
    {
        auto& into = run_[one.what];
        if (one.repeat == 0) return;
        into.failed_clients += one.failed;
        if (one.wall > 0) into.throughputs[one.repeat] = static_cast<double>(one.bytes) / one.wall;
    }

    measured_run take()
    {
        // The same failures told twice, by clients and by repeats; either may be missing.
        for (const auto& [what, failed] : failed_rows_)
            run_[what].failed_clients = std::max(run_[what].failed_clients, failed);
        return std::move(run_);
    }

private:
    measured_run run_;
    std::map<configuration, std::size_t> failed_rows_;
};

double figure_of(const std::vector<double>& latencies, metric what)
{
    const auto told = summarize(latencies);
    switch (what) {
    case metric::p90: return told.p90;
    case metric::p95: return told.p95;
    case metric::p99: return told.p99;
    case metric::mean: return told.mean;
    default: return told.p50;
    }
}

} // namespace

measured_run measured_of(const std::vector<record>& records)
{
    sorter into;
    for (const auto& one : records)
        std::visit([&](const auto& any) { into(any); }, one);
    return into.take();
}

std::vector<double> values_by_repeat(const measured& from, metric what)
{
    std::vector<double> values;
    if (what == metric::throughput)
        for (const auto& [repeat, value] : from.throughputs)
            values.push_back(value);
    else
        for (const auto& [repeat, latencies] : from.latencies)
            values.push_back(figure_of(latencies, what));
    return values;
}

} // namespace sluice::eval
