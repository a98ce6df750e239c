#pragma once

#include "plot/figure.hpp"
#include "plot/series.hpp"

#include <optional>
#include <string>

namespace sluice::plot {

/// Run time per configuration: medians with their intervals of 95 %, and means. Of repeats where
/// every configuration has them, else of single downloads. None without samples.
std::optional<figure> runtime_figure(const all_series& all);

/// Throughput of a repeat, median with interval, against the number of clients; a line per size of
/// files. None without repeats.
std::optional<figure> throughput_by_clients(const all_series& all);

/// The same against the size of files; a line per number of clients.
std::optional<figure> throughput_by_size(const all_series& all);

/// The share of files that were there after a time, a line per configuration; beyond six
/// configurations a panel for each number of clients. None without files.
std::optional<figure> latency_distribution(const all_series& all);

/// Latency against percentile, on a scale on which 90 %, 99 % and 99.9 % are equally far apart
/// (1/(1-p), as HdrHistogram's plots have it). Panels as above.
std::optional<figure> latency_percentiles(const all_series& all);

/// One repeat of one configuration: when each file of each client was there, and the rate at which
/// bytes arrived, per interval. `label` is that of the configuration; empty: the one with most
/// files; of its repeats the one with the median run time. None when the label is unknown or no
/// point in time is known.
std::optional<figure> timeline_figure(const all_series& all, const std::string& label);

/// The ratio of the medians of run times, `all` to `base`, for every configuration of both, with
/// intervals. None when they have none in common.
std::optional<figure> ratio_figure(const all_series& all, const all_series& base);

} // namespace sluice::plot
