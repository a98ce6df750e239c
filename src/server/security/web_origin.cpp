#include "server/security/web_origin.hpp"

#include <arpa/inet.h>

#include <algorithm>

namespace sluice::server {
namespace {

bool is_address(const std::string& name)
{
    unsigned char bytes[16];
    return ::inet_pton(AF_INET, name.c_str(), bytes) == 1 ||
           ::inet_pton(AF_INET6, name.c_str(), bytes) == 1;
}

std::string lower_case(std::string_view text)
{
    std::string lower(text);
    for (auto& c : lower)
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    return lower;
}

} // namespace

std::string host_of(std::string_view host_field)
{
    if (host_field.starts_with('['))
        return lower_case(host_field.substr(1, host_field.find(']') - 1));
    auto name = lower_case(host_field.substr(0, host_field.find(':')));
    if (name.ends_with('.')) name.pop_back();
    return name;
}

bool is_own_host(std::string_view host_field, const host_rule& rule)
{
    if (rule.any) return true;
    const auto name = host_of(host_field);
    if (name == "localhost" || name.ends_with(".localhost") || is_address(name)) return true;
    return std::find(rule.names.begin(), rule.names.end(), name) != rule.names.end();
}

bool is_listed(std::string_view origin, const std::vector<std::string>& allowed)
{
    return std::find(allowed.begin(), allowed.end(), origin) != allowed.end();
}

bool is_foreign(std::string_view origin, std::string_view fetch_site, std::string_view host_field,
                const std::vector<std::string>& allowed)
{
    if (origin.empty()) return fetch_site == "cross-site";
    const auto scheme = origin.find("://");
    const bool same = scheme != origin.npos && origin.substr(scheme + 3) == host_field;
    return !same && !is_listed(origin, allowed);
}

} // namespace sluice::server
