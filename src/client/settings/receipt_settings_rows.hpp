#pragma once

#include "base/settings_table.hpp"

#include <vector>

namespace sluice::client {

/// The rows and the verb of `verify-receipt`.
std::vector<setting> receipt_rows();
verb receipt_verb();

} // namespace sluice::client
