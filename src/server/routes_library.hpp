#pragma once

#include "server/route.hpp"

namespace sluice::server {

/// /api/files: files kept under an id with the name that their client gave, sent as one form or in
/// chunks (flow.js), listed, downloaded and deleted.
std::vector<route> library_routes();

// What the rows run.
task<void> send_library_file(route_call& call);  // POST /api/files/upload
task<void> send_library_chunk(route_call& call); // POST /api/files/upload/chunked
task<void> ask_library_chunk(route_call& call);  // GET of the same
task<void> list_library(route_call& call);
task<void> get_library_file(route_call& call);
task<void> delete_library_file(route_call& call);

} // namespace sluice::server
