#pragma once

#include "server/http/route.hpp"

namespace sluice::server {

/// GET /api/v1/schedules: what scheduled clients told of themselves.
std::vector<route> schedule_routes();

/// Notes what a request tells of the schedule that it is made by, if it does.
void note_schedule(route_call& call);

} // namespace sluice::server
