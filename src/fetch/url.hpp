#pragma once

#include "base/result.hpp"

#include <cstdint>
#include <string>
#include <string_view>

namespace sluice::fetch {

/// An http or https URL, taken apart. Made by parse_url only.
struct url {
    std::string scheme; // "http" or "https"
    std::string host;   // lower case; an IPv6 address without its brackets
    std::uint16_t port = 0;
    std::string path; // begins with '/', as it travels
    std::string text; // the whole, without a fragment

    bool is_secure() const { return scheme == "https"; }
};

/// Reads an absolute URL as libcurl does, so that what is judged is what is asked. Odd forms of
/// IPv4 addresses (0x7f.1, 2130706433) come out in the usual one. Pure. Errors: bad_usage for other
/// schemes, a name or password in the URL, a zone, or what is no URL.
result<url> parse_url(std::string_view text);

/// Where a Location field leads, seen from the URL that answered with it. Errors as parse_url.
result<url> resolve_url(const url& base, std::string_view location);

/// True if both have the same scheme, host and port: what credentials were given for.
bool same_origin(const url& one, const url& other);

/// The host as names are compared: lower case, without the dot at its end.
std::string compared_host(std::string_view host);

/// The file name that a URL shows: the last component of its path, percent-decoded; empty if there
/// is none. It is a claim of whoever wrote the URL, not a safe name.
std::string claimed_name(const url& from);

} // namespace sluice::fetch
