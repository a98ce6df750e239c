#pragma once

#include "server/http/route.hpp"

#include <vector>

namespace sluice::server {

/// GET /openapi.json and GET /api/swagger.json, which describe these rows and themselves. To be
/// made last of all.
std::vector<route> api_routes(const std::vector<route>& others);

} // namespace sluice::server
