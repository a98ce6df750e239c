#include "eval/stats/summary.hpp"
#include "plot/estimate.hpp"
#include "plot/figures.hpp"
#include "plot/naming.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>

namespace sluice::plot {
namespace {

constexpr double slot_width = 26; // pixels for each configuration
constexpr double least_width = 320;
constexpr std::size_t most_colours = 14;
constexpr double beside = 10; // pixels: a mean would hide its median

struct column {
    std::string label;
    unsigned clients = 0;
    estimate median; // seconds
    double mean = 0; // seconds
};

struct columns {
    std::vector<column> all;
    bool of_repeats = true;
};

columns columns_of(const all_series& all)
{
    columns made;
    made.of_repeats =
        std::none_of(all.begin(), all.end(), [](const series& one) { return one.repeats.empty(); });
    for (const auto& one : all) {
        const auto values = made.of_repeats ? walls_of(one) : seconds_of(one);
        if (values.empty()) continue;
        const auto median =
            made.of_repeats ? estimate_median(values) : estimate_median(seconds_by_repeat(one));
        made.all.push_back(
            {eval::label_of(one.what), one.what.clients, median, eval::summarize(values).mean});
    }
    return made;
}

std::vector<double> values_of(const std::vector<column>& all, double factor)
{
    std::vector<double> made;
    for (const auto& one : all)
        for (const auto value : {one.median.low, one.median.high, one.mean})
            made.push_back(value * factor);
    return made;
}

/// Medians in one colour for each number of clients; in one for all when there are too many.
void add_medians(figure& to, const std::vector<column>& all, double factor)
{
    std::map<unsigned, std::vector<std::vector<double>>> groups;
    for (std::size_t i = 0; i < all.size(); ++i) {
        const auto& median = all[i].median;
        groups[all[i].clients].push_back({static_cast<double>(i + 1), median.value * factor,
                                          median.low * factor, median.high * factor});
    }
    const bool is_coloured = groups.size() <= most_colours;
    std::size_t line = 0;
    for (auto& [clients, rows] : groups) {
        const auto data = add_data(to, std::move(rows));
        const auto title = is_coloured ? clients_name(clients) : line == 0 ? "median" : "";
        const auto style = style_of(is_coloured ? line : 0);
        const auto with = fmt::format(" using 1:2:3:4 with yerrorbars lt {} dt 1", style);
        to.panels[0].curves.push_back({data + with, title});
        ++line;
    }
}

} // namespace

std::optional<figure> runtime_figure(const all_series& all)
{
    const auto from = columns_of(all);
    if (from.all.empty()) return std::nullopt;
    const auto unit = unit_for(values_of(from.all, 1));
    std::vector<std::string> labels;
    for (const auto& one : from.all)
        labels.push_back(one.label);

    figure made{.name = "runtime", .title = "Run time per configuration"};
    made.plot_width = std::max(least_width, slot_width * static_cast<double>(labels.size()));
    const auto* what = from.of_repeats ? "run time of a repeat" : "time of a download";
    panel drawn{.x = label_axis("", labels)};
    const auto room = made.plot_width / static_cast<double>(labels.size()); // pixels
    drawn.x.is_turned = text_width(drawn.x) + 10 > room;
    drawn.y =
        value_axis(fmt::format("{} ({})", what, unit.name), values_of(from.all, unit.per_second));
    made.panels.push_back(std::move(drawn));
    add_medians(made, from.all, unit.per_second);
    std::vector<std::vector<double>> means;
    for (std::size_t i = 0; i < from.all.size(); ++i)
        means.push_back(
            {static_cast<double>(i + 1) + beside / room, from.all[i].mean * unit.per_second});
    made.panels[0].curves.push_back(
        {add_data(made, std::move(means)) + " using 1:2 with points pt 2 ps 0.7 lc rgb '#777777'",
         "mean"});
    made.subtitle = "medians with intervals of 95 %";
    return made;
}

} // namespace sluice::plot
