#pragma once

#include "server/http/route.hpp"

namespace sluice::server {

/// {"message": ...} with the words that clients of /api/files know: "File too large", "File type
/// not allowed", "File not found".
task<void> answer_library_error(route_call& call, error why);

/// {"message": ...} with any status.
http::response message_response(int status, const std::string& message);

/// The schema LibraryFile, without the date.
nlohmann::json library_document(const transfer::published_upload& made);

} // namespace sluice::server
