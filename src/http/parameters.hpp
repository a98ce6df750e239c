#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace sluice::http {

/// A field value such as `form-data; name="a b"; filename=c`.
struct parameterized {
    std::string value; // in front of the first ';', in lower case
    std::vector<std::pair<std::string, std::string>> parameters; // names in lower case

    /// Null if there is none of this name.
    const std::string* find(std::string_view name) const;
};

/// Reads it; nothing if a parameter is not a token with a token or a quoted string, or comes twice.
/// In a quoted string a backslash escapes only itself and a quotation mark: browsers send others as
/// they are.
std::optional<parameterized> parse_parameters(std::string_view text);

} // namespace sluice::http
