#pragma once

#include "fetch/request.hpp"

#include <string>

namespace sluice::admin {

/// The name of a server's admin socket in its state folder.
inline constexpr std::string_view socket_name = "admin.sock";

/// What `sluice-client admin` talks to: the socket that was named, else that of the server which
/// serves a folder and keeps its state beside it. Asks the disk for the real path. Errors:
/// not_found (no such folder).
result<std::string> socket_of(const std::string& named, const std::string& served_folder);

/// Access by a socket of this machine. The host in its URLs is only a name.
fetch::access access_by(const std::string& socket);
inline constexpr std::string_view socket_base = "http://localhost";

/// Whether a program listens there. Blocks, briefly. Errors: not_found (no socket),
/// permission_denied, unreachable (nobody listens any more), too_large (a path of more than 107
/// bytes).
result<> look_for_listener(const std::string& socket);

} // namespace sluice::admin
