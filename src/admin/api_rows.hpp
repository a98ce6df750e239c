#pragma once

#include "admin/prompt_actions.hpp"

#include <nlohmann/json.hpp>

/// The documents of /api/v1/admin, written by the server and read by the prompt.
namespace sluice::admin {

/// One element of such a document, or all of it.
nlohmann::json to_json(const session_row& one);
nlohmann::json to_json(const server_stats& now);
nlohmann::json to_json(const proto::entry& one);

/// {"sessions":[…]}, {…} and {"files":[…]}. Errors: malformed_message.
result<std::vector<session_row>> read_sessions(const nlohmann::json& from);
result<server_stats> read_stats(const nlohmann::json& from);
result<std::vector<proto::entry>> read_files(const nlohmann::json& from);

} // namespace sluice::admin
