#pragma once

#include "fetch/request.hpp"

namespace sluice::fetch {

/// True if an answer of this status to this method is a redirect that is followed.
bool is_followed(const request& what, const answer& came);

/// The request that follows a redirect: to its Location, without what must not reach another
/// origin. Pure. Errors: malformed_message (no Location, or one that is no URL), permission_denied
/// (from https to http).
result<request> redirected(const request& what, const answer& came);

/// Is this field only for the origin that it was given for?
bool is_credential(std::string_view field_name);

} // namespace sluice::fetch
