#pragma once

#include "base/settings_table.hpp"

#include <vector>

namespace sluice::client {

/// The rows of the agent's settings.
std::vector<setting> agent_rows();

} // namespace sluice::client
