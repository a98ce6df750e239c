#pragma once

#include "fetch/request.hpp"

namespace sluice::fetch {

/// The code for a status of 4xx or 5xx that says no more; malformed_message for any other. Pure.
errc errc_of_status(int status);

/// The error that an answer of a server tells of: the code and detail of a problem document
/// (RFC 9457), else the status and the text under "detail", "error" or "message". Pure.
error api_error(const answer& came);

} // namespace sluice::fetch
