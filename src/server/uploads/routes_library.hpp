#pragma once

#include "server/http/route.hpp"

namespace sluice::server {

/// /api/files: files kept under an id with the name that their client gave, sent as one form or in
/// chunks (flow.js), listed, downloaded and deleted.
std::vector<route> library_routes();

/// POST /api/files/upload: a form with one file; 201 with the file.
task<void> send_library_file(route_call& call);

/// POST /api/files/upload/chunked: one chunk; 201 with the file after the last one missing.
task<void> send_library_chunk(route_call& call);

/// GET of the same: 200 if the chunk is there, else 204.
task<void> ask_library_chunk(route_call& call);

/// GET /api/files: those that the asker may see, oldest first.
task<void> list_library(route_call& call);

/// GET and HEAD /api/files/{id}, as answer_file.
task<void> get_library_file(route_call& call);

/// DELETE /api/files/{id}: 204, then 404.
task<void> delete_library_file(route_call& call);

} // namespace sluice::server
