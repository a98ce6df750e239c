#pragma once

#include "base/settings_table.hpp"

#include <string>
#include <string_view>

namespace sluice {

/// The manual page of section 1 in roff, as --man prints it.
std::string man_page(const settings_table& table, std::string_view version);

} // namespace sluice
