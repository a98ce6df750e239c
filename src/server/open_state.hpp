#pragma once

#include "base/settings.hpp"
#include "server/host.hpp"

#include <string>

namespace sluice::server {

/// Gives the host its store and its tokens. A store that cannot be opened is a warning on stderr
/// and in the log, and nothing is taken in; if `is_named` (the user asked for this folder) it is
/// an error. Tokens that are there but cannot be read are always an error: without them everybody
/// would be let in. Errors: bad_configuration.
result<> open_state(host& shared, const server_settings& settings, bool is_named);

/// Warns on stderr when strangers can reach the address and no token is asked for.
void warn_of_strangers(const host& shared, const std::string& listening);

} // namespace sluice::server
