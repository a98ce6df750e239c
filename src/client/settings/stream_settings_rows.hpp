#pragma once

#include "base/settings_table.hpp"

#include <vector>

namespace sluice::client {

/// The rows and the verbs about live topics.
std::vector<setting> stream_rows();
std::vector<verb> stream_verbs();

} // namespace sluice::client
