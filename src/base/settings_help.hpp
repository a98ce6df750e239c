#pragma once

#include "base/settings_table.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace sluice {

/// The text of --help, at most 80 columns wide: usage, verbs, options by group with their
/// built-in values, where settings come from, exit codes.
std::string help_text(const settings_table& table);

/// "sluice-client".
std::string program_name(const settings_table& table);

/// The headings of the options in their order.
std::vector<std::string_view> option_groups(const settings_table& table);

/// "-p, --port PORT"; a switch that is on by "--no-" and its key.
std::string option_names(const setting& row);

/// The help of a row with its built-in value behind.
std::string option_help(const setting& row);

} // namespace sluice
