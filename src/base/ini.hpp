#pragma once

#include "base/result.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace sluice {

/// One "key = value" line, both trimmed, as they stand in the file.
struct ini_entry {
    std::string section; // empty before the first heading
    std::string key;
    std::string value; // may be empty
    int line = 0;      // from 1
};

/// The entries of an INI text in their order, duplicates included. '#' and ';' start a comment
/// line, " ;" a comment behind a value; indented lines are lines like any other; a byte order
/// mark and CRLF are accepted. Fails with errc::bad_configuration and "NAME:LINE: what" on the
/// first line that is no entry, heading or comment, holds a control character, or is longer than
/// inih can take whole (199 bytes).
result<std::vector<ini_entry>> parse_ini(std::string_view text, std::string_view name);

} // namespace sluice
