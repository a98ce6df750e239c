#pragma once

#include "server/http/route.hpp"

namespace sluice::server {

/// The rows of routes_admin; each answers one request, as its summary in the table says.
task<void> list_admin_sessions(route_call& call);
task<void> kick_admin_session(route_call& call);
task<void> show_admin_stats(route_call& call);
task<void> show_admin_rate(route_call& call);
task<void> set_admin_rate(route_call& call);
task<void> list_admin_files(route_call& call);
task<void> stop_by_admin(route_call& call);

} // namespace sluice::server
