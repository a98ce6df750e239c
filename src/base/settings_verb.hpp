#pragma once

#include "base/settings_table.hpp"

#include <string>
#include <vector>

namespace sluice {

/// The verb that the words begin with, judged by the number of words behind it; null without
/// words. Fails with errc::bad_usage and the nearest name.
result<const verb*> find_verb(const settings_table& table, const std::vector<std::string>& words);

} // namespace sluice
