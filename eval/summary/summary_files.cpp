#include "eval/summary/summary_files.hpp"

#include "eval/record/configuration_json.hpp"

#include <fmt/format.h>

#include <cmath>

namespace sluice::eval {
namespace {

using json = nlohmann::ordered_json;

json number(double value)
{
    return std::isfinite(value) ? json(value) : json(nullptr);
}

json to_json(const summary& of)
{
    json made;
    made["count"] = of.count;
    made["mean"] = number(of.mean);
    made["sd"] = number(of.sd);
    made["min"] = number(of.min);
    made["p50"] = number(of.p50);
    made["p90"] = number(of.p90);
    made["p95"] = number(of.p95);
    made["p99"] = number(of.p99);
    made["p99_9"] = number(of.p99_9);
    made["max"] = number(of.max);
    return made;
}

json to_json(const configuration_summary& row)
{
    auto made = eval::to_json(row.what);
    made["repeats"] = row.repeats;
    made["latency_seconds"] = to_json(row.latency);
    made["latency_median_low"] = number(row.latency_median.low);
    made["latency_median_high"] = number(row.latency_median.high);
    made["first_byte_seconds"] = to_json(row.first_byte);
    made["throughput_bytes_per_second"] = to_json(row.throughput);
    made["fairness"] = number(row.fairness);
    made["server_cpu_seconds_per_gb"] = number(row.server_cpu);
    made["client_cpu_seconds_per_gb"] = number(row.client_cpu);
    made["server_peak_bytes"] = row.server_peak;
    made["client_peak_bytes"] = row.client_peak;
    made["retries"] = row.retries;
    made["failed_clients"] = row.failed_clients;
    made["failed_files"] = row.failed_files;
    return made;
}

std::string quoted(const std::string& text)
{
    if (text.find_first_of(",\"\n") == std::string::npos) return text;
    std::string made = "\"";
    for (const char c : text)
        made += c == '"' ? std::string("\"\"") : std::string(1, c);
    return made + "\"";
}

std::string cell(const json& value)
{
    if (value.is_null()) return {};
    return value.is_string() ? quoted(value.get<std::string>()) : value.dump();
}

/// Nested objects become fields named OUTER_INNER.
void flatten(const json& object, const std::string& before, std::vector<std::string>& names,
             std::vector<std::string>& cells)
{
    for (const auto& [name, value] : object.items()) {
        if (value.is_object()) {
            flatten(value, before + name + "_", names, cells);
            continue;
        }
        names.push_back(before + name);
        cells.push_back(cell(value));
    }
}

} // namespace

std::string summary_json(const std::vector<configuration_summary>& rows)
{
    json made;
    made["schema"] = summary_schema;
    made["configurations"] = json::array();
    for (const auto& row : rows)
        made["configurations"].push_back(to_json(row));
    return made.dump(2) + "\n";
}

std::string summary_csv(const std::vector<configuration_summary>& rows)
{
    std::string text;
    for (const auto& row : rows) {
        std::vector<std::string> names{"schema"};
        std::vector<std::string> cells{std::to_string(summary_schema)};
        flatten(to_json(row), "", names, cells);
        if (text.empty()) text += fmt::format("{}\n", fmt::join(names, ","));
        text += fmt::format("{}\n", fmt::join(cells, ","));
    }
    return text;
}

std::string raw_times_json(const std::vector<configuration_summary>& rows)
{
    json made = json::object();
    for (const auto& row : rows)
        made[label_of(row.what)] = row.latencies;
    return made.dump(2) + "\n";
}

std::string averages_json(const std::vector<configuration_summary>& rows)
{
    json made = json::object();
    for (const auto& row : rows)
        made[label_of(row.what)] = number(row.latency.mean);
    return made.dump(2) + "\n";
}

} // namespace sluice::eval
