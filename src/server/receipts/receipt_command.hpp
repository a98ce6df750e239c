#pragma once

#include "server/security/token_commands.hpp"

namespace sluice::server {

/// `receipts`: the last receipts, as a table or, with --json, one a line as they were signed.
/// `receipt key`: the public key in PEM, or with --json as GET /api/v1/receipts/key. Both also
/// beside a running server. Errors: bad_configuration (there is no state folder), not_found (no
/// key was made yet), io_failed.
result<verb_outcome> run_receipt_verb(const settings& loaded, const server_settings& typed);

} // namespace sluice::server
