#pragma once

#include "server/http/route.hpp"

namespace sluice::server {

/// The answer to an error in one of the three shapes, with the fields that belong to its status:
/// WWW-Authenticate for 401 (RFC 6750), Retry-After for 429 and 503. What is our own fault (500)
/// is named by its code alone: details of the machine are for the log. Pure.
http::response error_response(const error& why, error_shape shape, std::string_view request_id);

/// True if the same request may succeed later without being changed. Pure.
bool is_retryable(const error& why);

} // namespace sluice::server
