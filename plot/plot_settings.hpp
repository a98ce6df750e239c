#pragma once

#include "base/settings.hpp"
#include "plot/script.hpp"

#include <filesystem>
#include <string>
#include <vector>

namespace sluice::plot {

/// What sluice-plot was told; README.md explains every field.
struct plot_settings {
    std::string logs;    // a folder; empty: do not read it
    std::string records; // a file; empty: do not read it
    std::string base;    // records to compare with; empty: none
    std::filesystem::path times;
    std::filesystem::path averages;
    std::filesystem::path folder; // for figures
    std::string stem;             // of the files; empty: the names of the figures
    std::string name;             // over the figures; empty: none
    std::vector<image_format> formats;
    std::vector<std::string> only; // names of figures; empty: all that the input allows
    std::string configuration;     // of the time series, a label; empty: that with most files
    bool keeps_scripts = false;
};

/// The names of the figures, in their order.
const std::vector<std::string_view>& figure_names();

/// The one table of sluice-plot; it lives as long as the program.
const settings_table& plot_settings_table();

/// loaded must come from plot_settings_table(). What was given is read: without --logs and
/// --records that is times/raw.ndjson when it is there, else logs. Fails with errc::bad_usage for
/// an unknown figure or format, errc::bad_name for a name with '/'.
result<plot_settings> plot_settings_from(const settings& loaded);

} // namespace sluice::plot
