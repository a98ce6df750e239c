#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace sluice::http {

/// The text that a percent-encoded one stands for (RFC 3986, 2.1); nothing if a '%' is not followed
/// by two hexadecimal digits.
std::optional<std::string> percent_decoded(std::string_view text);

/// All but unreserved characters (RFC 3986, 2.3) as %XX.
std::string percent_encoded(std::string_view text);

/// The same, but '/' stays: for links to a path.
std::string percent_encoded_path(std::string_view path);

/// application/x-www-form-urlencoded (WHATWG URL, 5.1): the pairs in order. Nothing if an escape is
/// broken.
std::optional<std::vector<std::pair<std::string, std::string>>> parse_form(std::string_view text);

/// The decoded value of the first parameter of this name in a query; nothing if there is none or
/// its escapes are broken.
std::optional<std::string> query_value(std::string_view query, std::string_view name);

/// True if the query names the parameter, with a value or without.
bool query_has(std::string_view query, std::string_view name);

} // namespace sluice::http
