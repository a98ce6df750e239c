#pragma once

#include "server/http/route.hpp"

namespace sluice::server {

/// Arrays: /api/v1/arrays, and /upload, /arrays and /array/{i} as the predecessor had them.
std::vector<route> array_routes();

/// GET /api/v1/arrays: a page of them.
task<void> list_arrays(route_call& call);

/// PUT of an array: 201 with it.
task<void> put_array(route_call& call);

/// GET and HEAD of an array, in the form that is wanted.
task<void> get_array(route_call& call);

/// GET of what is known of it.
task<void> show_array(route_call& call);

/// PATCH: another name, other tags.
task<void> change_array(route_call& call);

/// DELETE: 204, then 404.
task<void> delete_array(route_call& call);

/// POST /upload: a form with a .npy file.
task<void> send_simple_array(route_call& call);

/// GET /arrays: all of them.
task<void> list_simple_arrays(route_call& call);

/// GET /array/{i}: the elements as JSON.
task<void> get_simple_array(route_call& call);

} // namespace sluice::server
