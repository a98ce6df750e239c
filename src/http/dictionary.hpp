#pragma once

#include "base/bytes.hpp"

#include <optional>
#include <string>

namespace sluice::http {

/// One member of a dictionary of structured fields (RFC 8941, 3.2) with a bare item as its value.
struct dictionary_member {
    std::string key;
    std::string_view
        value; // as written, without parameters: ":YQ==:", "10", "?1"; a view of the text
};

/// Reads a dictionary; of members with one key the last counts. Nothing if the text is not one.
/// Inner lists are not understood: nothing of what is read here has them.
std::optional<std::vector<dictionary_member>> parse_dictionary(std::string_view text);

} // namespace sluice::http
