#pragma once

#include "server/http/route.hpp"

namespace sluice::server {

/// Everything that the HTTP door answers, and the description of it.
std::vector<route> all_routes();

} // namespace sluice::server
