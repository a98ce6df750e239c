#pragma once

#include "base/settings.hpp"

#include <string>

namespace sluice {

/// `config explain`: a line for each key with its value and its origin. Ends in a newline.
std::string explain(const settings& loaded);

/// The same as one JSON document: {"schema":1,"program":...,"settings":[{"key","value",
/// "written","source","place","reloadable"}]}; sizes in bytes, durations in seconds.
std::string explain_json(const settings& loaded);

} // namespace sluice
