#pragma once

#include "base/settings.hpp"
#include "base/settings_table.hpp"

#include <chrono>
#include <string>
#include <vector>

namespace sluice::server {

/// Archives, and what is fetched and then put away; docs/configuration.md explains every field.
struct pickup_settings {
    std::size_t zip_entries = 0;        // most of one archive
    std::string datadir;                // the projects' folder; empty: the served one
    std::chrono::milliseconds settle{}; // how long a file must have been left alone
    std::chrono::milliseconds lease{};  // how long a confirmation may take
    std::chrono::milliseconds proof{};  // how long to watch for a client's end of the connection
};

/// Their rows of the server's table.
std::vector<setting> pickup_rows();

/// loaded must come from server_settings_table().
pickup_settings pickup_settings_from(const settings& loaded);

} // namespace sluice::server
