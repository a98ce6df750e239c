#pragma once

#include "server/http/route.hpp"

#include <vector>

namespace sluice::server {

/// /media: the manifest and the segments of a project's stream, with the types of point clouds.
std::vector<route> media_routes();

} // namespace sluice::server
