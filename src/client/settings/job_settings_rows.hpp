#pragma once

#include "base/settings_table.hpp"

#include <vector>

namespace sluice::client {

/// The rows and the verbs about agents, pulls, jobs and the admin socket.
std::vector<setting> job_rows();
std::vector<verb> job_verbs();

} // namespace sluice::client
