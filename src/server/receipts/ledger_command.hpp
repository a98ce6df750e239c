#pragma once

#include "server/security/token_commands.hpp"

namespace sluice::server {

/// `ledger`: the last transfers, as a table or as JSON, also beside a running server. Errors:
/// bad_configuration (there is no state folder), io_failed.
result<verb_outcome> run_ledger_verb(const settings& loaded, const server_settings& typed);

} // namespace sluice::server
