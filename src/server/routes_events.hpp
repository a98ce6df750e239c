#pragma once

#include "server/route.hpp"

namespace sluice::server {

/// GET /api/v1/events.
std::vector<route> event_routes();

} // namespace sluice::server
