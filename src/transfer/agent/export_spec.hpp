#pragma once

#include "base/result.hpp"

#include <string>
#include <string_view>

namespace sluice::transfer {

/// A folder that an agent shows, as its user wrote it.
struct export_spec {
    std::string name; // empty: the folder's own last component
    std::string folder;
};

/// Reads "DIR", "NAME=DIR" and both with ":ro" behind. Pure. Errors: bad_usage, with a sentence
/// that repeats the text: no folder, a name that cannot be one, ":rw" (agents give, they do not
/// take).
result<export_spec> parse_export(std::string_view text);

/// True for 1 to 64 letters, digits, '.', '_' and '-', without a dot in front. Pure.
bool is_agent_id(std::string_view id);

} // namespace sluice::transfer
