#pragma once

#include "server/http/route.hpp"

namespace sluice::server {

/// /api/v1/admin: what an operator does to the running server, by token or through the admin
/// socket.
std::vector<route> admin_routes();

} // namespace sluice::server
