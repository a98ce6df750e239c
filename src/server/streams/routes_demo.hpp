#pragma once

#include "server/http/route.hpp"

namespace sluice::server {

/// /ws/stream and /control/start|stop, as the predecessor's clients know them.
std::vector<route> demo_routes();

} // namespace sluice::server
