#include "plot/estimate.hpp"
#include "plot/figures.hpp"
#include "plot/naming.hpp"

#include <fmt/format.h>

#include <map>
#include <tuple>

namespace sluice::plot {
namespace {

constexpr double mebibyte = 1024.0 * 1024.0;

/// One configuration, split into where it stands on the x axis and which line it is of.
struct place {
    double x = 0;
    std::string x_name;
    std::uint64_t line = 0; // orders the lines
    std::string line_name;
};

using placing = place (*)(const eval::configuration&);

place by_clients(const eval::configuration& what)
{
    return {static_cast<double>(what.clients), std::to_string(what.clients), what.file_size,
            size_name(what.file_size) + variant_name(what)};
}

place by_size(const eval::configuration& what)
{
    // Empty files have no throughput, and a logarithmic axis has no 0.
    const auto size = std::max<std::uint64_t>(what.file_size, 1);
    return {static_cast<double>(size), size_name(what.file_size), what.clients,
            clients_name(what.clients) + variant_name(what)};
}

std::vector<double> throughputs(const series& one)
{
    std::vector<double> all;
    for (const auto& repeat : one.repeats)
        if (repeat.wall > 0 && repeat.bytes > 0)
            all.push_back(static_cast<double>(repeat.bytes) / mebibyte / repeat.wall);
    return all;
}

struct lines {
    std::map<std::pair<std::uint64_t, std::string>, std::vector<std::vector<double>>> rows;
    std::map<double, std::string> stops;
    std::vector<double> values;
};

lines lines_of(const all_series& all, placing where)
{
    lines made;
    for (const auto& one : all) {
        const auto values = throughputs(one);
        if (values.empty()) continue;
        const auto at = where(one.what);
        const auto median = estimate_median(values);
        made.rows[{at.line, at.line_name}].push_back({at.x, median.value, median.low, median.high});
        made.stops[at.x] = at.x_name;
        made.values.insert(made.values.end(), {median.low, median.value, median.high});
    }
    return made;
}

std::optional<figure> throughput_figure(const lines& from, figure made, std::string x_title)
{
    if (from.values.empty()) return std::nullopt;
    std::vector<tic> stops;
    for (const auto& [at, text] : from.stops)
        stops.push_back({at, text});
    made.subtitle = "medians with intervals of 95 %";
    panel drawn{.x = stop_axis(std::move(x_title), std::move(stops), made.plot_width),
                .y = value_axis("throughput (MiB/s)", from.values)};
    std::size_t line = 0;
    for (const auto& [key, rows] : from.rows) {
        const auto data = add_data(made, rows);
        const auto style = style_of(line++);
        drawn.curves.push_back(
            {fmt::format("{} using 1:2:3:4 with yerrorbars lt {} dt 1 ps 0", data, style), ""});
        drawn.curves.push_back(
            {fmt::format("{} using 1:2 with linespoints lt {}", data, style), key.second});
    }
    made.panels.push_back(std::move(drawn));
    return made;
}

} // namespace

std::optional<figure> throughput_by_clients(const all_series& all)
{
    figure made{.name = "throughput-clients", .title = "Throughput against number of clients"};
    return throughput_figure(lines_of(all, by_clients), std::move(made), "number of clients");
}

std::optional<figure> throughput_by_size(const all_series& all)
{
    figure made{.name = "throughput-size", .title = "Throughput against file size"};
    return throughput_figure(lines_of(all, by_size), std::move(made), "file size");
}

} // namespace sluice::plot
