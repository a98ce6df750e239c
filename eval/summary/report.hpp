#pragma once

#include "eval/summary/configuration_summary.hpp"

#include <string>

namespace sluice::eval {

/// What stands above and below the table of a report.
struct report_frame {
    std::string command; // as it was typed
    std::string date;    // ISO 8601
    std::string machine; // one line
    bool durable = true;
    std::uint64_t seed = 0;
    std::string times_folder;
};

/// A run as Markdown: what was done, a table with a row for each configuration, and every client
/// that failed, by name. What too few samples cannot tell is said below the table.
std::string report_of(const std::vector<configuration_summary>& rows,
                      const std::vector<record>& records, const report_frame& frame);

} // namespace sluice::eval
