#include "eval/stats/summary.hpp"
#include "plot/figures.hpp"
#include "plot/naming.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace sluice::plot {
namespace {

constexpr std::size_t most_points = 5000;
constexpr std::size_t most_intervals = 60;
constexpr double mebibyte = 1024.0 * 1024.0;

const series* chosen_series(const all_series& all, const std::string& label)
{
    const series* chosen = nullptr;
    for (const auto& one : all) {
        const bool fits = label.empty() ? !chosen || one.files.size() >= chosen->files.size()
                                        : eval::label_of(one.what) == label;
        if (fits) chosen = &one;
    }
    return chosen;
}

/// The repeat whose run time is nearest to the median; 1 when no run time is known.
unsigned typical_repeat(const series& one)
{
    const auto median = eval::median(walls_of(one));
    const auto nearest =
        std::min_element(one.repeats.begin(), one.repeats.end(), [&](const auto& l, const auto& r) {
            return std::abs(l.wall - median) < std::abs(r.wall - median);
        });
    return nearest == one.repeats.end() ? 1 : nearest->repeat;
}

/// The files of one repeat whose end is known, the first first.
std::vector<file_sample> finished_files(const series& one, unsigned repeat)
{
    std::vector<file_sample> all;
    for (const auto& file : one.files)
        if (file.repeat == repeat && file.done) all.push_back(file);
    std::sort(all.begin(), all.end(),
              [](const auto& l, const auto& r) { return *l.done < *r.done; });
    return all;
}

/// The least of 1, 2 and 5 times a power of ten that is not below `value`.
double round_up(double value)
{
    const auto power = std::pow(10.0, std::floor(std::log10(value)));
    for (const auto step : {1.0, 2.0, 5.0})
        if (step * power >= value * 0.999) return step * power;
    return 10 * power;
}

axis time_axis(const std::vector<file_sample>& files, const time_unit& unit)
{
    return {.title = fmt::format("time in the repeat ({})", unit.name),
            .high = *files.back().done > 0 ? *files.back().done * unit.per_second * 1.02 : 1};
}

axis client_axis(unsigned clients)
{
    axis made{.title = "client", .low = 0.4, .high = clients + 0.6};
    // Whole clients only, at most about ten of them.
    const auto step = clients <= 10 ? 1 : static_cast<unsigned>(round_up(clients / 10.0));
    for (unsigned client = step; client <= clients; client += step)
        made.tics.push_back({static_cast<double>(client), std::to_string(client)});
    return made;
}

panel client_panel(figure& to, const std::vector<file_sample>& files, const time_unit& unit)
{
    const auto stride = files.size() / most_points + 1;
    std::vector<std::vector<double>> rows;
    unsigned clients = 1;
    for (std::size_t i = 0; i < files.size(); i += stride) {
        rows.push_back({*files[i].done * unit.per_second, static_cast<double>(files[i].client)});
        clients = std::max(clients, files[i].client);
    }
    panel drawn{.x = time_axis(files, unit), .y = client_axis(clients)};
    drawn.title = stride == 1 ? "each file when it was complete"
                              : fmt::format("one file of {} when it was complete", stride);
    drawn.curves.push_back(
        {add_data(to, std::move(rows)) + " using 1:2 with points lt 1 pt 7 ps 0.35", ""});
    return drawn;
}

panel rate_panel(figure& to, const std::vector<file_sample>& files, const time_unit& unit)
{
    const auto end = *files.back().done;
    const auto span = end > 0 ? round_up(end / most_intervals * unit.per_second) : 1; // of the unit
    std::vector<double> sums(most_intervals + 1, 0);
    for (const auto& file : files) {
        const auto at =
            static_cast<std::size_t>(std::max(0.0, *file.done) * unit.per_second / span);
        sums[std::min(at, most_intervals)] +=
            static_cast<double>(file.bytes) / mebibyte / (span / unit.per_second);
    }
    std::vector<std::vector<double>> rows;
    for (std::size_t i = 0; static_cast<double>(i) * span <= end * unit.per_second; ++i) {
        rows.push_back({static_cast<double>(i) * span, sums[std::min(i, most_intervals)]});
        rows.push_back({static_cast<double>(i + 1) * span, rows.back()[1]});
    }
    panel drawn{.x = time_axis(files, unit)};
    drawn.title = fmt::format("bytes of complete files, per {:g} {}", span, unit.name);
    const auto top = *std::max_element(sums.begin(), sums.end());
    drawn.y = {.title = "rate (MiB/s)", .high = top > 0 ? 1.08 * top : 1};
    drawn.curves.push_back({add_data(to, std::move(rows)) + " using 1:2 with lines lt 2 dt 1", ""});
    return drawn;
}

} // namespace

std::optional<figure> timeline_figure(const all_series& all, const std::string& label)
{
    const auto* one = chosen_series(all, label);
    if (!one) return std::nullopt;
    const auto repeat = typical_repeat(*one);
    const auto files = finished_files(*one, repeat);
    if (files.empty()) return std::nullopt;
    figure made{.name = "timeline", .title = "Files over time"};
    made.subtitle = fmt::format("{}, repeat {}", eval::label_of(one->what), repeat);
    made.plot_width = 640;
    made.plot_height = 220;
    const auto unit = unit_for({*files.back().done});
    auto upper = client_panel(made, files, unit);
    auto lower = rate_panel(made, files, unit);
    made.panels = {std::move(upper), std::move(lower)};
    return made;
}

} // namespace sluice::plot
