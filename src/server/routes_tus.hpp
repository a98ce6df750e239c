#pragma once

#include "server/route.hpp"

namespace sluice::server {

/// /tus/: resumable uploads as tus clients speak them (tus 1.0.0 with creation,
/// creation-with-upload, expiration, checksum, termination, concatenation). Files appear in the
/// served folder under the path in the metadata.
std::vector<route> tus_routes();

// What the rows run.
task<void> describe_tus(route_call& call);
task<void> create_tus(route_call& call);
task<void> show_tus(route_call& call);
task<void> patch_tus(route_call& call);
task<void> end_tus(route_call& call);

} // namespace sluice::server
