#pragma once

#include "base/settings_table.hpp"

#include <vector>

/// The rows of the server's table, by what they are about; the order is that of --help.
namespace sluice::server {

std::vector<setting> serving_rows();
std::vector<setting> upload_rows();
std::vector<setting> type_rows();
std::vector<setting> http_rows();
std::vector<setting> security_rows();
std::vector<setting> log_rows();
std::vector<setting> connection_rows();
std::vector<setting> capacity_rows();
std::vector<setting> limit_rows();

} // namespace sluice::server
