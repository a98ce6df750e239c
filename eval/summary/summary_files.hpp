#pragma once

#include "eval/summary/configuration_summary.hpp"

#include <string>

namespace sluice::eval {

/// Of times/summary.json and summary.csv; grows when a field changes its meaning.
inline constexpr int summary_schema = 1;

/// {"schema":1,"configurations":[{…}]}; seconds, bytes, bytes a second; null where there is no
/// figure.
std::string summary_json(const std::vector<configuration_summary>& rows);

/// The same fields, flat, a line each behind a line of names. RFC 4180 with bare newlines.
std::string summary_csv(const std::vector<configuration_summary>& rows);

/// P4's raw times: {"4 Clients,128B Files":[seconds,…]}.
std::string raw_times_json(const std::vector<configuration_summary>& rows);

/// P4's averages: {"4 Clients,128B Files":mean}.
std::string averages_json(const std::vector<configuration_summary>& rows);

} // namespace sluice::eval
