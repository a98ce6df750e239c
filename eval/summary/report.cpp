#include "eval/summary/report.hpp"

#include "base/escape.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace sluice::eval {
namespace {

/// Seconds as milliseconds with three significant digits.
std::string ms(double seconds)
{
    if (!std::isfinite(seconds)) return "-";
    const double value = seconds * 1e3;
    return value >= 100 ? fmt::format("{:.0f}", value) : fmt::format("{:.3g}", value);
}

std::string mib(double bytes)
{
    if (!std::isfinite(bytes)) return "-";
    const double value = bytes / 1048576;
    return value >= 100 ? fmt::format("{:.0f}", value) : fmt::format("{:.3g}", value);
}

std::string plain(double value)
{
    return std::isfinite(value) ? fmt::format("{:.3g}", value) : "-";
}

std::string row_of(const configuration_summary& row)
{
    return fmt::format(
        "| {} | {} | {} | {} to {} | {} | {} | {} | {} | {} | {} | {} | {} | {} | {} "
        "| {} |\n",
        label_of(row.what), row.latency.count, ms(row.latency.p50), ms(row.latency_median.low),
        ms(row.latency_median.high), ms(row.latency.p90), ms(row.latency.p99), ms(row.latency.max),
        ms(row.first_byte.p50), mib(row.throughput.p50), plain(row.fairness), plain(row.server_cpu),
        plain(row.client_cpu), mib(static_cast<double>(row.server_peak)),
        mib(static_cast<double>(row.client_peak)), row.failed_clients);
}

std::string failures_in(const std::vector<record>& records)
{
    std::string text;
    for (const auto& one : records) {
        const auto* client = std::get_if<client_record>(&one);
        if (!client || client->exit == 0) continue;
        const auto ended = client->exit < 0 ? fmt::format("ended by signal {}", -client->exit)
                                            : fmt::format("exit code {}", client->exit);
        text += fmt::format("* {}, repeat {}, client {}: {}; {}\n", label_of(client->what),
                            client->repeat, client->client, ended, escape(client->error));
    }
    return text.empty() ? text : "\n## Failed\n\n" + text;
}

std::string caution(const std::vector<configuration_summary>& rows)
{
    std::size_t fewest = SIZE_MAX;
    for (const auto& row : rows)
        fewest = std::min(fewest, row.latency.count);
    if (fewest >= samples_wanted(0.99)) return {};
    return fmt::format("* p99 needs {} samples to be more than a guess; the smallest row has {}.\n",
                       samples_wanted(0.99), fewest);
}

} // namespace

std::string report_of(const std::vector<configuration_summary>& rows,
                      const std::vector<record>& records, const report_frame& frame)
{
    auto text = fmt::format("# Evaluation of {}\n\n{}\n\n`{}`, seed {}\n\n", frame.date,
                            frame.machine, frame.command, frame.seed);
    text += "| configuration | files | p50 ms | 95 % interval | p90 ms | p99 ms | max ms | first "
            "byte p50 ms | MiB/s | fairness | server CPU s/GB | client CPU s/GB | server peak MiB "
            "| client peak MiB | failed clients |\n";
    text += "|---|---|---|---|---|---|---|---|---|---|---|---|---|---|---|\n";
    for (const auto& row : rows)
        text += row_of(row);
    text += fmt::format("\n* Latency runs from the planned start of a download until the client "
                        "reports the file verified{}.\n",
                        frame.durable ? " and on stable storage" : "");
    text += "* The interval of the median comes from resampling whole repeats; MiB/s is the median "
            "over the repeats; GB is 10^9 bytes.\n";
    text += "* Every copy was compared with its source after its repeat.\n";
    text += caution(rows);
    text += failures_in(records);
    return text + fmt::format("\nRecords and figures: {}\n", frame.times_folder);
}

} // namespace sluice::eval
