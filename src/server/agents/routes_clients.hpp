#pragma once

#include "server/http/route.hpp"

namespace sluice::server {

/// The predecessor's routes: POST /api/download, GET /api/downloads/{id}, GET /api/clients. A
/// download is a job; its id is the job's.
std::vector<route> client_routes();

} // namespace sluice::server
