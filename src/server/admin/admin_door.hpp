#pragma once

#include "net/local_acceptor.hpp"
#include "server/host.hpp"

namespace sluice::server {

/// Who may use the admin socket: the user who runs the server, and root. Pure.
bool may_administer(uid_t caller, uid_t server);

/// Judges who connected to the admin socket and gives back how the caller is called in logs.
/// Errors: permission_denied; the caller was told.
result<std::string> admit_admin(const unique_fd& connected, event_log& log);

} // namespace sluice::server
