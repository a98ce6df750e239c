#include "server/host_metrics.hpp"

#include "server/metric_family.hpp"
#include "server/session.hpp"

#include <unistd.h>

#include <filesystem>
#include <fstream>

namespace sluice::server {
namespace {

using prometheus::MetricFamily;

/// proc(5), statm: pages; the second number is what is resident.
double resident_bytes()
{
    std::ifstream in("/proc/self/statm");
    double whole = 0;
    double resident = 0;
    in >> whole >> resident;
    return resident * static_cast<double>(::sysconf(_SC_PAGESIZE));
}

double open_descriptors()
{
    std::error_code ignored;
    double number = 0;
    for (std::filesystem::directory_iterator at("/proc/self/fd", ignored), end; at != end;
         at.increment(ignored))
        ++number;
    return number;
}

struct native_totals {
    std::uint64_t sessions = 0;
    std::uint64_t bytes = 0;
    std::uint64_t requests = 0;
    std::uint64_t errors = 0;
};

native_totals totals_of(const host& of)
{
    native_totals all{0, of.ended_bytes, of.ended_requests, of.ended_errors};
    for (const auto& one : of.sessions.all()) {
        ++all.sessions;
        all.bytes += one->counters().bytes;
        all.requests += one->counters().requests;
        all.errors += one->counters().errors;
    }
    return all;
}

MetricFamily build_info()
{
    auto info = gauge_family("sluice_build_info", "Always 1; the version is the label.", 1);
    info.metric.front().label.push_back({"version", SLUICE_VERSION});
    return info;
}

} // namespace

std::vector<MetricFamily> host_metrics::Collect() const
{
    const auto native = totals_of(of_);
    const std::chrono::duration<double> up = std::chrono::steady_clock::now() - of_.started;
    return {
        build_info(),
        gauge_family("sluice_uptime_seconds", "Since the server started.", up.count()),
        counter_family("sluice_connections_accepted_total", "TCP connections accepted.",
                       of_.accepted),
        counter_family("sluice_connections_refused_total",
                       "Connections turned away because of a limit.", of_.refused),
        gauge_family("sluice_native_sessions", "Sessions of the native protocol that are open now.",
                     static_cast<double>(native.sessions)),
        counter_family("sluice_native_requests_total", "Requests of the native protocol answered.",
                       native.requests),
        counter_family("sluice_native_errors_total", "Requests of the native protocol that failed.",
                       native.errors),
        counter_family("sluice_native_sent_bytes_total", "File bytes sent by the native protocol.",
                       native.bytes),
        gauge_family("sluice_digest_cache_bytes", "Memory held by remembered digests.",
                     static_cast<double>(of_.digests.held_bytes())),
        gauge_family("process_resident_memory_bytes", "Resident memory.", resident_bytes()),
        gauge_family("process_open_fds", "Open file descriptors.", open_descriptors()),
    };
}

} // namespace sluice::server
