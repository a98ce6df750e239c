#pragma once

#include "base/settings.hpp"
#include "base/settings_sources.hpp"

#include <string_view>

namespace sluice {

/// Puts into `into` the highest of the values given for each key, and a note for each value that
/// lost to a different one, or to any other in the same source. precedence is file, cli or strict;
/// strict fails with errc::bad_configuration when the file of -c and the arguments disagree.
result<> merge(settings& into, given_values given, std::string_view precedence);

} // namespace sluice
