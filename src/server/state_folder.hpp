#pragma once

#include "base/result.hpp"
#include "server/settings/server_settings.hpp"

#include <optional>
#include <string>

namespace sluice::server {

/// Where the server keeps its state, by the setting `state` and the real path of the served
/// folder: the folder named, FOLDER.sluice beside the served one for an empty setting, nothing for
/// "none". Pure. Errors: bad_configuration (beside "/" is nothing; inside the served folder it
/// would be offered to everybody).
result<std::optional<std::string>> state_folder_of(const std::string& state,
                                                   const std::string& served);

/// The same, asking the disk for the real paths. Errors: those, not_found (the served folder).
result<std::optional<std::string>> find_state_folder(const server_settings& settings);

} // namespace sluice::server
