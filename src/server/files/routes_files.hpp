#pragma once

#include "server/http/route.hpp"

#include <vector>

namespace sluice::server {

/// GET and HEAD of /files/{path...}: files with ranges, conditions and digests, their manifests
/// (?manifest), folders as JSON or HTML. What the asker's prefix does not cover is not found.
std::vector<route> file_routes();

} // namespace sluice::server
