#pragma once

#include "server/http/route.hpp"

namespace sluice::server {

/// /health, /readyz, /metrics and the ledger.
std::vector<route> status_routes();

} // namespace sluice::server
