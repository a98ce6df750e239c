#pragma once

#include "client/verbs/commands.hpp"
#include "fetch/request.hpp"

namespace sluice::client {

/// The HTTP side of the server that the settings name: "http://HOST:PORT" or https.
std::string api_base(const client_settings& wanted);

/// Its trust and credentials. Errors: bad_usage (the fingerprint).
result<fetch::access> api_access(const command_context& context);

} // namespace sluice::client
