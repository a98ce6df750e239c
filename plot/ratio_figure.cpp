#include "plot/estimate.hpp"
#include "plot/figures.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace sluice::plot {
namespace {

constexpr double row_height = 22;
constexpr double least_height = 110;

/// Which side of 1 an interval is on.
enum class verdict { faster, slower, open };

verdict judge(const estimate& ratio)
{
    if (ratio.high < 1) return verdict::faster;
    return ratio.low > 1 ? verdict::slower : verdict::open;
}

/// A ratio to nothing is none.
bool all_above_0(const std::vector<double>& values)
{
    return std::all_of(values.begin(), values.end(), [](double one) { return one > 0; });
}

struct comparison {
    std::vector<std::string> labels; // from the bottom up
    std::vector<estimate> ratios;
};

comparison compare(const all_series& all, const all_series& base)
{
    comparison made;
    // The first configuration stands on top, where the highest number is.
    for (auto one = all.rbegin(); one != all.rend(); ++one) {
        const auto same = std::find_if(
            base.begin(), base.end(), [&](const series& other) { return other.what == one->what; });
        if (same == base.end()) continue;
        const bool has_walls = !one->repeats.empty() && !same->repeats.empty();
        const auto above = has_walls ? walls_of(*one) : seconds_of(*one);
        const auto below = has_walls ? walls_of(*same) : seconds_of(*same);
        if (above.empty() || below.empty() || !all_above_0(below)) continue;
        made.labels.push_back(eval::label_of(one->what));
        made.ratios.push_back(estimate_ratio(below, above));
    }
    return made;
}

axis ratio_axis(const std::vector<estimate>& ratios)
{
    double low = 1;
    double high = 1;
    for (const auto& one : ratios) {
        low = std::min(low, one.low);
        high = std::max(high, one.high);
    }
    auto made =
        value_axis("ratio of median run times (below 1: faster than the base)", {low, high});
    if (made.is_log) return made;
    const auto margin = std::max(0.02, 0.08 * (high - low));
    made.low = std::max(0.0, low - margin);
    made.high = high + margin;
    return made;
}

void add_verdict(figure& to, const comparison& from, verdict wanted, const curve& how)
{
    std::vector<std::vector<double>> rows;
    for (std::size_t i = 0; i < from.ratios.size(); ++i) {
        const auto& one = from.ratios[i];
        if (judge(one) == wanted)
            rows.push_back({one.value, static_cast<double>(i + 1), one.low, one.high});
    }
    if (rows.empty()) return;
    const auto data = add_data(to, std::move(rows));
    to.panels[0].curves.push_back({data + " using 1:2:3:4 with xerrorbars " + how.what, how.title});
}

} // namespace

std::optional<figure> ratio_figure(const all_series& all, const all_series& base)
{
    const auto from = compare(all, base);
    if (from.labels.empty()) return std::nullopt;
    figure made{.name = "ratio", .title = "Run time against the base"};
    made.subtitle = "ratios of medians with intervals of 95 %";
    made.plot_width = 420;
    made.plot_height = std::max(least_height, row_height * static_cast<double>(from.labels.size()));
    panel drawn{.x = ratio_axis(from.ratios), .y = label_axis("", from.labels)};
    drawn.commands.emplace_back("set arrow 1 from first 1, graph 0 to first 1, graph 1 nohead "
                                "lc rgb '#000000' lw 1.2");
    made.panels.push_back(std::move(drawn));
    const curve faster{"lt 1 dt 1 pt 7", "faster"};
    const curve slower{"lt 2 dt 1 pt 5", "slower"};
    const curve open{"lc rgb '#777777' dt 1 lw 1.6 pt 6 ps 0.8", "not told apart"};
    add_verdict(made, from, verdict::faster, faster);
    add_verdict(made, from, verdict::slower, slower);
    add_verdict(made, from, verdict::open, open);
    return made;
}

} // namespace sluice::plot
