#include "plot/plot_settings.hpp"

#include "base/parse.hpp"

#include <algorithm>

namespace sluice::plot {
namespace {

/// The words of a list with commas; empty ones are left out.
std::vector<std::string> words_of(const std::string& list)
{
    std::vector<std::string> words;
    std::size_t from = 0;
    while (from <= list.size()) {
        const auto end = std::min(list.find(',', from), list.size());
        if (end > from) words.push_back(list.substr(from, end - from));
        from = end + 1;
    }
    return words;
}

result<std::vector<image_format>> formats_of(const std::string& list)
{
    std::vector<image_format> made;
    for (const auto& word : words_of(list)) {
        const bool is_svg = word == format_name(image_format::svg);
        if (!is_svg && word != format_name(image_format::png))
            return fail(errc::bad_usage, "arguments", "--format: svg or png, not " + word);
        const auto one = is_svg ? image_format::svg : image_format::png;
        if (std::find(made.begin(), made.end(), one) == made.end()) made.push_back(one);
    }
    if (made.empty()) return fail(errc::bad_usage, "arguments", "--format names no format");
    return made;
}

result<std::vector<std::string>> figures_of(const std::string& list)
{
    auto words = words_of(list);
    const auto& names = figure_names();
    for (const auto& word : words) {
        if (std::find(names.begin(), names.end(), word) != names.end()) continue;
        auto why = "--only: there is no figure " + word;
        const auto nearest = nearest_name(word, names);
        if (!nearest.empty()) why += "; did you mean " + std::string(nearest) + "?";
        return fail(errc::bad_usage, "arguments", std::move(why));
    }
    return words;
}

void choose_inputs(plot_settings& typed, const settings& loaded)
{
    const bool has_logs = loaded.is_given("logs");
    const bool has_records = loaded.is_given("records");
    std::error_code ignored;
    const bool found = std::filesystem::exists(loaded.text("records"), ignored);
    if (has_records || (!has_logs && found)) typed.records = loaded.text("records");
    if (has_logs || typed.records.empty()) typed.logs = loaded.text("logs");
}

/// --graph may name a file, whose ending then is the format unless --format was given.
void choose_target(plot_settings& typed, const settings& loaded)
{
    const std::filesystem::path graph = loaded.text("graph");
    typed.folder = graph;
    typed.stem = typed.name;
    for (const auto format : {image_format::svg, image_format::png}) {
        if (graph.extension() != "." + std::string(format_name(format))) continue;
        typed.folder = graph.parent_path();
        typed.stem = graph.stem().string();
        if (!loaded.is_given("format")) typed.formats = {format};
    }
}

} // namespace

const std::vector<std::string_view>& figure_names()
{
    static const std::vector<std::string_view> names{
        "runtime", "throughput-clients", "throughput-size", "cdf", "percentiles", "timeline",
        "ratio"};
    return names;
}

result<plot_settings> plot_settings_from(const settings& loaded)
{
    plot_settings typed;
    const auto formats = formats_of(loaded.text("format"));
    if (!formats) return formats.error();
    const auto only = figures_of(loaded.text("only"));
    if (!only) return only.error();
    typed.formats = *formats;
    typed.only = *only;
    typed.name = loaded.text("name");
    if (typed.name.find('/') != std::string::npos)
        return fail(errc::bad_name, "arguments", "--name is no path: " + typed.name);
    typed.base = loaded.text("base");
    typed.times = loaded.text("times");
    typed.averages = loaded.text("averages");
    typed.configuration = loaded.text("configuration");
    typed.keeps_scripts = loaded.boolean("scripts");
    choose_inputs(typed, loaded);
    choose_target(typed, loaded);
    return typed;
}

} // namespace sluice::plot
