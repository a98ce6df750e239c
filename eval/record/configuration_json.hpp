#pragma once

#include "eval/record/configuration.hpp"

#include <nlohmann/json.hpp>

namespace sluice::eval {

/// {"configuration":LABEL,"clients","file_size","files","workers","mode","rate","link"}: what every
/// file of an evaluation says of a configuration.
nlohmann::ordered_json to_json(const configuration& what);

/// Reads these fields out of an object again; the label follows from them. Throws what the library
/// throws when one is missing or of another kind.
configuration configuration_of(const nlohmann::ordered_json& from);

} // namespace sluice::eval
