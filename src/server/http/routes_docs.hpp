#pragma once

#include "server/http/route.hpp"

namespace sluice::server {

/// GET /api/docs and /api/docs/{asset}: the API page (Swagger UI over /openapi.json) out of the
/// program itself. Open to everybody; the page asks no other host, which its own
/// Content-Security-Policy enforces. Without Swagger UI in the program: 501, which says what to do.
std::vector<route> docs_routes();

} // namespace sluice::server
