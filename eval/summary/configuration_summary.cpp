#include "eval/summary/configuration_summary.hpp"

#include "eval/stats/bootstrap.hpp"
#include "eval/stats/fairness.hpp"

#include <algorithm>
#include <map>

namespace sluice::eval {
namespace {

/// The records of one configuration, by repeat.
struct gathered {
    std::map<unsigned, std::vector<const file_record*>> files;
    std::map<unsigned, std::vector<const client_record*>> clients;
    std::vector<const repeat_record*> repeats;
};

struct by_order {
    bool operator()(const configuration& a, const configuration& b) const { return a < b; }
};
using by_configuration = std::map<configuration, gathered, by_order>;

by_configuration gather(const std::vector<record>& records)
{
    by_configuration all;
    for (const auto& one : records) {
        if (const auto* file = std::get_if<file_record>(&one); file && file->repeat > 0)
            all[file->what].files[file->repeat].push_back(file);
        if (const auto* client = std::get_if<client_record>(&one); client && client->repeat > 0)
            all[client->what].clients[client->repeat].push_back(client);
        if (const auto* whole = std::get_if<repeat_record>(&one); whole && whole->repeat > 0)
            all[whole->what].repeats.push_back(whole);
    }
    return all;
}

void add_files(const gathered& from, configuration_summary& to)
{
    std::vector<std::vector<double>> repeats;
    std::vector<double> first_bytes;
    for (const auto& [number, files] : from.files) {
        auto& latencies = repeats.emplace_back();
        for (const auto* file : files) {
            to.retries += file->retries;
            const auto latency = file->latency();
            if (!latency) ++to.failed_files;
            if (!latency) continue;
            latencies.push_back(*latency);
            to.latencies.push_back(*latency);
            if (file->first_byte) first_bytes.push_back(*file->first_byte - file->planned);
        }
    }
    to.latency = summarize(to.latencies);
    to.latency_median = cluster_median_interval(repeats);
    to.first_byte = summarize(first_bytes);
}

void add_clients(const gathered& from, configuration_summary& to)
{
    std::vector<double> fairness;
    double cpu = 0;
    double bytes = 0;
    for (const auto& [number, clients] : from.clients) {
        std::vector<double> rates;
        for (const auto* client : clients) {
            const auto got = static_cast<double>(client->bytes);
            rates.push_back(client->wall > 0 ? got / client->wall : 0);
            cpu += client->cpu_seconds;
            bytes += got;
            to.client_peak = std::max(to.client_peak, client->peak_bytes);
            if (client->exit != 0) ++to.failed_clients;
        }
        fairness.push_back(jain_fairness(rates));
    }
    to.fairness = median(fairness);
    to.client_cpu = cpu / bytes * 1e9;
}

void add_repeats(const gathered& from, configuration_summary& to)
{
    std::vector<double> rates;
    double cpu = 0;
    double bytes = 0;
    for (const auto* whole : from.repeats) {
        const auto got = static_cast<double>(whole->bytes);
        rates.push_back(whole->wall > 0 ? got / whole->wall : 0);
        cpu += whole->server_cpu_seconds;
        bytes += got;
        to.server_peak = std::max(to.server_peak, whole->server_peak_bytes);
    }
    to.repeats = static_cast<unsigned>(rates.size());
    to.throughput = summarize(rates);
    to.server_cpu = cpu / bytes * 1e9;
}

} // namespace

std::vector<configuration_summary> summarize_records(const std::vector<record>& records)
{
    std::vector<configuration_summary> rows;
    for (const auto& [what, from] : gather(records)) {
        configuration_summary row;
        row.what = what;
        add_files(from, row);
        add_clients(from, row);
        add_repeats(from, row);
        rows.push_back(std::move(row));
    }
    return rows;
}

} // namespace sluice::eval
