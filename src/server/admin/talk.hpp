#pragma once

#include "server/server.hpp"

namespace sluice::server {

/// Opens the admin socket in the state folder and gives its path; empty if there is none: without a
/// store, or where it cannot be made, which is a warning in the log.
std::string open_admin_socket(server& serving, const server_settings& settings);

/// The operator's prompt on standard input, for as long as there is input. It is a client of the
/// admin socket like any other; without a socket it works on the server directly.
task<void> talk(server& serving, std::string socket);

} // namespace sluice::server
