#pragma once

#include "server/http/route.hpp"

#include <vector>

namespace sluice::server {

/// /stream, /fetch and their receipts: fresh files of a project, each fetched exactly once.
std::vector<route> pickup_routes();

} // namespace sluice::server
