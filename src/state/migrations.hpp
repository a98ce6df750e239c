#pragma once

#include "state/connection.hpp"

#include <span>

namespace sluice::state {

/// Brings a database to the newest form: entry N of the table leads from user_version N to N + 1,
/// each in a transaction of its own. Errors: unsupported_version (a newer program wrote it).
result<> migrate(connection& database, std::span<const char* const> table);

// What each entry of the table of state.db runs: never changed once released, only followed by
// more.
extern const char* const job_tables;
extern const char* const pickup_tables;
extern const char* const receipt_tables;
extern const char* const array_tables;

/// The tables of state.db and of tokens.db.
std::span<const char* const> state_migrations();
std::span<const char* const> token_migrations();

} // namespace sluice::state
