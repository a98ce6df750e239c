#pragma once

#include "server/http/route.hpp"

namespace sluice::server {

/// /tus/: resumable uploads as tus clients speak them (tus 1.0.0 with creation,
/// creation-with-upload, expiration, checksum, termination, concatenation). Files appear in the
/// served folder under the path in the metadata.
std::vector<route> tus_routes();

/// OPTIONS: versions, extensions, the largest file.
task<void> describe_tus(route_call& call);

/// POST: a new upload, with its first bytes if they came along; or parts joined.
task<void> create_tus(route_call& call);

/// HEAD: the durable offset; whoever was writing is interrupted.
task<void> show_tus(route_call& call);

/// PATCH: the next bytes; the last one publishes.
task<void> patch_tus(route_call& call);

/// DELETE: ends the upload.
task<void> end_tus(route_call& call);

} // namespace sluice::server
