#pragma once

#include "server/http/route.hpp"
#include "server/pickup/pickup_desk.hpp"

namespace sluice::server {

/// GET and HEAD of /stream/{project}/{ext} and /fetch/{project}/{ext}: the fresh files of a project
/// as one zip archive, of exact length, with the receipt in a header. Once it is proved that it
/// arrived, the files are put away; else they are offered again. "?confirm=manual": the proof is a
/// POST to the receipt. HEAD takes nothing.
task<void> answer_pickup(route_call& call);

/// GET of /stream/receipts/{id}: what was given, with checksums.
task<void> show_receipt(route_call& call);

/// POST of /stream/receipts/{id}: the client has all files, with these digests.
task<void> confirm_receipt(route_call& call);

/// The project in the path of a request, if the asker may know of it. Errors: not_found, bad_name,
/// outside_root.
result<std::string> project_of(const route_call& call);

/// {"detail": ...}, as the predecessor worded errors.
http::response detail_response(int status, std::string_view detail);

} // namespace sluice::server
