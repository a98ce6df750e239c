#pragma once

#include "plot/series.hpp"

#include <iosfwd>
#include <optional>
#include <string>
#include <string_view>

namespace sluice::plot {

/// What the name of a client's log tells.
struct log_name {
    unsigned client = 1;
    eval::configuration what; // without the number of files
};

/// Reads "client1-4c2kf.log" and "client1-4c2kf-8w-coroutine-100r.log"; further parts that are not
/// known become the name of the link, so that they keep configurations apart. None for other names.
std::optional<log_name> parse_log_name(std::string_view name);

/// A line of a client's log that matters here.
struct log_line {
    enum class kind { downloaded, failed, repeat };

    kind what = kind::downloaded;
    std::string file = {}; // of downloaded, escaped as the log has it
    std::uint64_t bytes = 0;
    double seconds = 0;
    unsigned repeat = 0; // of repeat; 0 is the warm-up
};

/// None for every other line, and for one that is cut or damaged.
std::optional<log_line> parse_log_line(std::string_view line);

/// Adds the downloads of one log to `to`; those before the first line of a repeat are of the first.
void add_log(series& to, unsigned client, std::istream& log);

/// The series of all clientI-NcSIZEf.log in FOLDER/clients, or in FOLDER itself when it has no
/// clients/. Errors: not_found (no such folder, no log in it, no timing in the logs),
/// permission_denied and the like; the detail names the path.
result<all_series> series_of_logs(const std::string& folder);

} // namespace sluice::plot
