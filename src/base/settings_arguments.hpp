#pragma once

#include "base/settings_table.hpp"

#include <string>
#include <vector>

namespace sluice {

/// An option as it was typed.
struct given_argument {
    const setting* row = nullptr;
    std::string written;
};

/// A command line taken apart.
struct parsed_arguments {
    std::vector<given_argument> values; // in the order of the table, repeats in their own order
    std::vector<std::string> words;
};

/// Splits arguments into options of the table and words; options may stand anywhere before "--".
/// The values are not parsed yet. Fails with errc::bad_usage for an unknown option or one without
/// its value.
result<parsed_arguments> parse_arguments(const settings_table& table,
                                         const std::vector<std::string>& arguments);

} // namespace sluice
