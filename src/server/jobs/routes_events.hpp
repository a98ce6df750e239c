#pragma once

#include "server/http/route.hpp"

namespace sluice::server {

/// GET /api/v1/events.
std::vector<route> event_routes();

} // namespace sluice::server
