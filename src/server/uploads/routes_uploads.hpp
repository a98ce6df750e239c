#pragma once

#include "server/http/route.hpp"

namespace sluice::server {

/// /api/v1/uploads: an upload in chunks, in any order and in parallel.
std::vector<route> upload_routes();

/// POST /api/v1/uploads: 201 with the address of the upload.
task<void> create_upload(route_call& call);

/// GET: what has arrived and what is missing.
task<void> show_upload(route_call& call);

/// PUT of a chunk: 201, or 200 where it was there before.
task<void> put_chunk(route_call& call);

/// POST of complete: 200 with the published file; again as often as wanted.
task<void> complete_upload(route_call& call);

/// DELETE: 204 once the upload has ended.
task<void> cancel_upload(route_call& call);

} // namespace sluice::server
