#pragma once

#include <string>
#include <string_view>
#include <vector>

/// What browsers are allowed to do here. Pure.
namespace sluice::server {

/// By which names this server may be called.
struct host_rule {
    bool any = false;
    std::vector<std::string> names; // lower case, without port
};

/// True if the Host field names an IP address, localhost (or a name below it), or one of the rule's
/// names. Any other name may be one that an attacker's DNS points at us (DNS rebinding), so that a
/// browser takes us for the attacker's site. A port is dropped first.
bool is_own_host(std::string_view host_field, const host_rule& rule);

/// The name in a Host field: lower case, without port, brackets and a last dot.
std::string host_of(std::string_view host_field);

/// True if a request with these fields may come from a page of another site: its Origin is neither
/// the one that the Host field stands for nor one of the allowed, or there is no Origin and
/// Sec-Fetch-Site says cross-site. Empty: the field is not there.
bool is_foreign(std::string_view origin, std::string_view fetch_site, std::string_view host_field,
                const std::vector<std::string>& allowed);

/// True if this Origin is one of those listed, to the letter: nothing is reflected.
bool is_listed(std::string_view origin, const std::vector<std::string>& allowed);

} // namespace sluice::server
