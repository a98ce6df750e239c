#pragma once

#include "base/settings_load.hpp"
#include "client/settings/client_settings.hpp"
#include "net/tls_context.hpp"

#include <map>

namespace sluice::client {

/// What a connection proves itself with, and whom it believes.
struct login_means {
    std::shared_ptr<const net::tls_context> tls; // null: without TLS
    std::string token;                           // a secret; empty: none
};

/// From the settings, the token file and SLUICE_TOKEN, which goes before the file. A token file
/// that others may read is warned of on stderr. Errors: bad_usage (fingerprint, ca, a token that
/// cannot be one), and those of reading the file.
result<login_means> login_means_of(const client_settings& wanted,
                                   const std::map<std::string, std::string>& environment);

/// The same inputs without SLUICE_TOKEN: the token is no setting, so that nothing prints it.
settings_inputs without_token(settings_inputs inputs);

} // namespace sluice::client
