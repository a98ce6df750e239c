#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace sluice::http {

/// An entity tag (RFC 9110, 8.8.3).
struct entity_tag {
    std::string opaque; // without the quotation marks
    bool weak = false;

    friend bool operator==(const entity_tag&, const entity_tag&) = default;
};

/// Reads "x" or W/"x"; nothing for anything else.
std::optional<entity_tag> parse_etag(std::string_view text);

/// The text of a tag. What must not stand in one (blanks, quotation marks, control bytes) is left
/// out of it.
std::string format_etag(const entity_tag& tag);

/// RFC 9110, 8.8.3.2: both strong and equal / equal.
bool strong_match(const entity_tag& a, const entity_tag& b);
bool weak_match(const entity_tag& a, const entity_tag& b);

/// The value of If-Match or If-None-Match.
struct etag_list {
    bool any = false; // "*"
    std::vector<entity_tag> tags;
};

/// Nothing if it is neither "*" nor a list of at least one tag.
std::optional<etag_list> parse_etag_list(std::string_view text);

} // namespace sluice::http
