#include "plot/program.hpp"

#include "plot/client_log.hpp"
#include "plot/environment.hpp"
#include "plot/figures.hpp"
#include "plot/output_file.hpp"
#include "plot/times_json.hpp"

#include <algorithm>

namespace sluice::plot {
namespace {

struct input {
    all_series times;   // of which the JSON files tell
    all_series figures; // of which the figures tell
    all_series base;
    bool has_records = false;
};

result<input> read_inputs(const plot_settings& wanted)
{
    input made;
    if (!wanted.records.empty()) {
        auto records = series_of_records(wanted.records);
        if (!records) return records.error();
        made.has_records = true;
        made.times = *records;
        made.figures = std::move(*records);
    }
    if (!wanted.logs.empty()) {
        auto logs = series_of_logs(wanted.logs);
        if (!logs) return logs.error();
        made.times = std::move(*logs);
        if (!made.has_records) made.figures = made.times;
    }
    if (wanted.base.empty()) return made;
    auto base = series_of_records(wanted.base);
    if (!base) return base.error();
    made.base = std::move(*base);
    return made;
}

std::optional<figure> figure_of(const std::string& name, const input& from,
                                const plot_settings& wanted)
{
    const auto& all = from.figures;
    if (name == "runtime") return runtime_figure(all);
    if (name == "throughput-clients") return throughput_by_clients(all);
    if (name == "throughput-size") return throughput_by_size(all);
    if (name == "cdf") return latency_distribution(all);
    if (name == "percentiles") return latency_percentiles(all);
    if (name == "timeline") return timeline_figure(all, wanted.configuration);
    return ratio_figure(all, from.base);
}

std::vector<std::string> names_to_draw(const input& from, const plot_settings& wanted)
{
    if (!wanted.only.empty()) return wanted.only;
    std::vector<std::string> names{"runtime"};
    if (from.has_records) names.assign(figure_names().begin(), figure_names().end());
    if (from.base.empty()) std::erase(names, "ratio");
    // Who names a base wants to see it.
    if (!from.base.empty() && !from.has_records) names.emplace_back("ratio");
    return names;
}

void entitle(figure& one, const plot_settings& wanted, const std::string& environment)
{
    if (!wanted.name.empty()) one.title = wanted.name + ": " + one.title;
    const auto base = one.name == "ratio" ? "base: " + wanted.base : std::string();
    for (const auto& more : {base, environment}) {
        if (more.empty()) continue;
        if (!one.subtitle.empty()) one.subtitle += "; ";
        one.subtitle += more;
    }
}

/// The figures that the input allows; one that was asked for by name must be among them.
result<std::vector<figure>> make_figures(const input& from, const plot_settings& wanted,
                                         plot_report& report)
{
    const auto beside = wanted.records.empty()
                            ? wanted.times.parent_path()
                            : std::filesystem::path(wanted.records).parent_path();
    const auto environment = environment_text(beside / "environment.json");
    std::vector<figure> made;
    for (const auto& name : names_to_draw(from, wanted)) {
        if (name == "ratio" && wanted.base.empty())
            return fail(errc::bad_usage, "arguments", "the figure ratio needs --base");
        auto one = figure_of(name, from, wanted);
        const auto why = "nothing to draw for the figure " + name;
        if (!one && !wanted.only.empty()) return fail(errc::not_found, "draw", why);
        if (!one) {
            report.notes.push_back(why);
            continue;
        }
        entitle(*one, wanted, environment);
        made.push_back(std::move(*one));
    }
    return made;
}

result<> write_times(const plot_settings& wanted, const input& from, plot_report& report)
{
    const auto times = write_output(wanted.times, raw_times_json(from.times));
    if (!times) return times.error();
    report.files.push_back(wanted.times);
    const auto averages = write_output(wanted.averages, averages_json(from.times));
    if (!averages) return averages.error();
    report.files.push_back(wanted.averages);
    return ok;
}

} // namespace

result<plot_report> run_plot(const plot_settings& wanted, const std::string& gnuplot)
{
    plot_report report;
    const auto from = read_inputs(wanted);
    if (!from) return from.error();
    const auto written = write_times(wanted, *from, report);
    if (!written) return written.error();
    const auto figures = make_figures(*from, wanted, report);
    if (!figures) return figures.error();
    for (const auto& one : *figures) {
        drawing how{wanted.folder, wanted.stem, wanted.formats, wanted.keeps_scripts, gnuplot};
        if (how.stem.empty())
            how.stem = one.name;
        else if (figures->size() > 1)
            how.stem += "-" + one.name;
        const auto made = draw(one, how);
        if (!made) return made.error();
        report.files.insert(report.files.end(), made->files.begin(), made->files.end());
        if (!made->warnings.empty()) report.notes.push_back(one.name + ": " + made->warnings);
    }
    return report;
}

} // namespace sluice::plot
