#pragma once

#include "server/files/folder_page.hpp"
#include "server/http/route.hpp"

namespace sluice::server {

/// Answers with a page of a folder, as JSON or, where Accept likes that better, as HTML. The query
/// may hold `after` (a name: continue behind it) and `limit` (1 to 5,000; 1,000 without). HTML for
/// a path without a '/' at its end is a redirection to the one with it. Errors are answered: not
/// found, too_large (more names than storage::catalog_walk takes), bad_usage (the query).
task<void> answer_folder(route_call& call, storage::safe_path path);

} // namespace sluice::server
