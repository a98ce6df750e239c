#pragma once

#include "server/http/route.hpp"
#include "server/pickup/zip_plan.hpp"

namespace sluice::server {

/// Answers GET or HEAD with a folder as a zip archive. "?zip": stored, with its exact length, a
/// strong entity tag, one range or several, conditions and If-Range, so that an interrupted
/// download goes on. "?zip=deflate": compressed, without length, tag and ranges. Errors are
/// answered: not_found, too_large (more entries than `zip-entries`), bad_usage (another value).
task<void> answer_zip(route_call& call, storage::safe_path folder);

/// The head of a compressed archive, of this name, and all of it after that.
task<result<>> send_deflated(route_call& call, http::response head, std::shared_ptr<zip_plan> plan);

} // namespace sluice::server
