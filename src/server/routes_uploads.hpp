#pragma once

#include "server/route.hpp"

namespace sluice::server {

/// /api/v1/uploads: an upload in chunks, in any order and in parallel.
std::vector<route> upload_routes();

// What the rows run.
task<void> create_upload(route_call& call);
task<void> show_upload(route_call& call);
task<void> put_chunk(route_call& call);
task<void> complete_upload(route_call& call);
task<void> cancel_upload(route_call& call);

} // namespace sluice::server
