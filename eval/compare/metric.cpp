#include "eval/compare/metric.hpp"

#include <fmt/format.h>

#include <array>
#include <utility>

namespace sluice::eval {
namespace {

constexpr std::array<std::pair<metric, std::string_view>, 6> names{{
    {metric::p50, "p50"},
    {metric::p90, "p90"},
    {metric::p95, "p95"},
    {metric::p99, "p99"},
    {metric::mean, "mean"},
    {metric::throughput, "throughput"},
}};

} // namespace

result<metric> metric_of(std::string_view name)
{
    if (name == "latency") return metric::p50;
    for (const auto& [what, known] : names)
        if (name == known) return what;
    constexpr std::string_view all = "p50, p90, p95, p99, mean and throughput are";
    return fail(errc::bad_usage, "metric", fmt::format("'{}' is none; {}", name, all));
}

std::string_view name_of(metric what)
{
    for (const auto& [known, name] : names)
        if (known == what) return name;
    return {};
}

} // namespace sluice::eval
