#pragma once

#include "base/settings_table.hpp"

#include <vector>

namespace sluice::client {

/// Settings of calls that have to do with arrays.
std::vector<setting> array_rows();

/// "array put" and the others.
std::vector<verb> array_verbs();

} // namespace sluice::client
