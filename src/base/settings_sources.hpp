#pragma once

#include "base/settings.hpp"
#include "base/settings_arguments.hpp"

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace sluice {

/// A value that a source gave for a row.
struct given_value {
    const setting* row = nullptr;
    setting_state state;
};

/// What one or more sources gave, in their order.
struct given_values {
    std::vector<given_value> values;
    std::vector<std::string> notes;

    void append(given_values more);
};

/// The values of an INI text; its name goes into origins and errors (errc::bad_configuration).
result<given_values> values_of_file(const settings_table& table, std::string_view text,
                                    std::string_view name, setting_source source);

/// The values of SLUICE_KEY variables. A wrong value is errc::bad_configuration; an unknown
/// variable becomes a note, because the environment is shared with other programs.
result<given_values> values_of_environment(const settings_table& table,
                                           const std::map<std::string, std::string>& environment);

/// The options and the pairs of --set among the arguments; errc::bad_usage for a wrong one.
result<given_values> values_of_arguments(const settings_table& table,
                                         const parsed_arguments& arguments);

} // namespace sluice
