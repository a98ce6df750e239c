#pragma once

#include "plot/series.hpp"

#include <string>

namespace sluice::plot {

/// {"4 Clients,128B Files": [seconds, ...], ...}: the times of all downloads, in the order of the
/// series. Ends in a newline.
std::string raw_times_json(const all_series& all);

/// {"4 Clients,128B Files": seconds, ...}: their arithmetic means.
std::string averages_json(const all_series& all);

} // namespace sluice::plot
