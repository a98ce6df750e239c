#pragma once

#include "server/security/token_commands.hpp"

namespace sluice::server {

/// `cert`: writes sluice.crt and sluice.key (mode 0600) into the folder of --out and prints the
/// fingerprint and the settings to use them. Errors: target_exists (nothing is overwritten),
/// bad_usage (names), not_writable and the like.
result<verb_outcome> run_certificate_verb(const settings& loaded);

} // namespace sluice::server
