#pragma once

#include "server/host.hpp"

#include <nlohmann/json.hpp>

#include <map>

namespace sluice::server {

/// Whether the server can do its work, and what of it: "ok" or the name of an error for each.
struct readiness {
    bool ready = true;
    std::map<std::string, std::string> checks; // folder, state, space
};

/// Looks at the served folder, the state store and the free space. Blocks.
readiness readiness_of(const host& shared);

/// {"ready": true, "checks": {"folder": "ok", ...}}
nlohmann::json to_json(const readiness& found);

} // namespace sluice::server
