#include "plot/figures.hpp"
#include "plot/naming.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

namespace sluice::plot {
namespace {

constexpr std::size_t most_on_one_panel = 6;
constexpr std::size_t most_lines = 10;
constexpr std::size_t most_points = 400; // of a line

/// Lines that share a panel.
struct group {
    std::string title;
    std::vector<std::string> names = {};
    std::vector<std::vector<double>> sorted = {}; // seconds
};

/// All in one without a title, or a group for each number of clients.
std::vector<group> groups_by_clients(const all_series& all)
{
    std::vector<group> made;
    unsigned clients = 0;
    const bool is_single = all.size() <= most_on_one_panel;
    for (const auto& one : all) {
        auto values = seconds_of(one);
        if (values.empty()) continue;
        std::sort(values.begin(), values.end());
        const bool is_other = !is_single && clients != one.what.clients;
        clients = one.what.clients;
        if (made.empty() || is_other) made.push_back({is_single ? "" : clients_name(clients)});
        const auto size = size_name(one.what.file_size) + variant_name(one.what);
        made.back().names.push_back(is_single ? eval::label_of(one.what) : size);
        made.back().sorted.push_back(std::move(values));
    }
    return made;
}

/// Adds groups with about as many lines each, so that none has more than a panel can take.
void add_split(std::vector<group>& to, const group& from)
{
    const auto parts = (from.names.size() + most_lines - 1) / most_lines;
    for (std::size_t part = 0; part < parts; ++part) {
        const auto first = static_cast<std::ptrdiff_t>(part * from.names.size() / parts);
        const auto last = static_cast<std::ptrdiff_t>((part + 1) * from.names.size() / parts);
        to.push_back({from.title,
                      {from.names.begin() + first, from.names.begin() + last},
                      {from.sorted.begin() + first, from.sorted.begin() + last}});
    }
}

std::vector<group> groups_of(const all_series& all)
{
    std::vector<group> made;
    for (const auto& one : groups_by_clients(all))
        add_split(made, one);
    return made;
}

using rows = std::vector<std::vector<double>>;

/// Time and the share of files that were there by then, as stairs; few enough points for a figure.
rows distribution_rows(const std::vector<double>& sorted, double factor)
{
    const auto count = sorted.size();
    const auto points = std::min(count, most_points);
    rows made;
    double share = 0;
    for (std::size_t i = 1; i <= points; ++i) {
        const auto rank = i * count / points;
        const auto time = sorted[rank - 1] * factor;
        made.push_back({time, share});
        share = static_cast<double>(rank) / static_cast<double>(count);
        made.push_back({time, share});
    }
    return made;
}

/// 1/(1-p) and the time that the share p of files does not exceed; points evenly on that scale,
/// so that the slowest files are all there.
rows percentile_rows(const std::vector<double>& sorted, double factor)
{
    const auto count = static_cast<double>(sorted.size());
    const auto steps = static_cast<double>(most_points);
    rows made;
    std::size_t last = sorted.size();
    for (double i = 0; i <= steps; ++i) {
        const auto behind = std::floor(std::pow(count, 1 - i / steps) + 1e-9); // files as slow
        const auto rank = sorted.size() - static_cast<std::size_t>(behind);
        if (rank == last) continue;
        last = rank;
        made.push_back({count / behind, sorted[rank] * factor});
    }
    return made;
}

axis percentile_axis(std::size_t most)
{
    constexpr std::array<std::pair<double, const char*>, 8> stops{{{1, "0"},
                                                                   {2, "50"},
                                                                   {10, "90"},
                                                                   {100, "99"},
                                                                   {1e3, "99.9"},
                                                                   {1e4, "99.99"},
                                                                   {1e5, "99.999"},
                                                                   {1e6, "99.9999"}}};
    axis made{.title = "percentile of files (%)", .low = 1, .is_log = true};
    made.high = std::max(2.0, static_cast<double>(most) * 1.1);
    for (const auto& [at, text] : stops)
        if (at <= made.high) made.tics.push_back({at, text});
    return made;
}

struct shape {
    rows (*rows_of)(const std::vector<double>& sorted, double factor);
    bool has_time_below; // the x axis is time
};

void add_panel(figure& to, const group& from, const shape& how, const time_unit& unit)
{
    to.panels.push_back({.title = from.title});
    for (std::size_t i = 0; i < from.sorted.size(); ++i) {
        const auto data = add_data(to, how.rows_of(from.sorted[i], unit.per_second));
        const auto what = fmt::format("{} using 1:2 with lines lt {}", data, style_of(i));
        to.panels.back().curves.push_back({what, from.names[i]});
    }
}

std::optional<figure> latency_figure(const all_series& all, figure made, const shape& how)
{
    const auto groups = groups_of(all);
    if (groups.empty()) return std::nullopt;
    std::vector<double> ends;
    std::size_t most = 0;
    for (const auto& one : groups)
        for (const auto& sorted : one.sorted) {
            ends.insert(ends.end(), {sorted.front(), sorted.back()});
            most = std::max(most, sorted.size());
        }
    const auto unit = unit_for(ends);
    for (auto& end : ends)
        end *= unit.per_second;
    const auto time = value_axis(fmt::format("latency ({})", unit.name), ends);
    for (const auto& one : groups) {
        add_panel(made, one, how, unit);
        auto& drawn = made.panels.back();
        drawn.x = how.has_time_below ? time : percentile_axis(most);
        drawn.y = how.has_time_below ? axis{.title = "share of files", .high = 1} : time;
    }
    if (groups.size() > 1) {
        made.columns = groups.size() > 4 ? 3 : 2;
        made.plot_width = 340;
        made.plot_height = 220;
    }
    return made;
}

} // namespace

std::optional<figure> latency_distribution(const all_series& all)
{
    figure made{.name = "cdf", .title = "Distribution of latency"};
    return latency_figure(all, std::move(made), {distribution_rows, true});
}

std::optional<figure> latency_percentiles(const all_series& all)
{
    figure made{.name = "percentiles", .title = "Latency by percentile"};
    return latency_figure(all, std::move(made), {percentile_rows, false});
}

} // namespace sluice::plot
