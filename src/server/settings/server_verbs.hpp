#pragma once

#include "base/settings_table.hpp"

#include <vector>

namespace sluice::server {

/// What sluice-server can be asked to do besides serving, and the options of these verbs.
std::vector<verb> server_verbs();
std::vector<setting> verb_rows();

/// The rows that only the verb `cert` reads.
std::vector<setting> certificate_rows();

} // namespace sluice::server
