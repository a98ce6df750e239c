#pragma once

#include "base/settings.hpp"
#include "server/settings/server_settings.hpp"
#include "state/records.hpp"

#include <string>

namespace sluice::server {

/// What a verb prints on stdout, and its note for a person on stderr.
struct verb_outcome {
    std::string out;
    std::string note;
};

/// `token add NAME`, `token list`, `token revoke NAME` on the book of the state folder; a running
/// server notices the change by itself. Errors: bad_usage, bad_configuration (there is no state
/// folder), target_exists, not_found, and those of open_token_book.
result<verb_outcome> run_token_verb(const settings& loaded, const server_settings& typed);

/// True for the name of a token: 1 to 64 letters, digits and "._@-". Pure.
bool is_token_name(const std::string& name);

/// "valid", "expired" or "revoked". Pure.
std::string token_condition(const state::token_record& token, std::int64_t now_ns);

} // namespace sluice::server
