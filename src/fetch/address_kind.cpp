#include "fetch/ip_address.hpp"

#include <algorithm>
#include <vector>

namespace sluice::fetch {
namespace {

using enum address_kind;

struct known_range {
    address_range range;
    address_kind kind;
};

/// The first that holds an address counts.
std::vector<known_range> make_ranges()
{
    constexpr std::pair<std::string_view, address_kind> rows[] = {
        {"169.254.169.254", metadata},
        {"169.254.170.2", metadata},
        {"100.100.100.200", metadata},
        {"fd00:ec2::/32", metadata},
        {"0.0.0.0/8", unspecified},
        {"10.0.0.0/8", private_use},
        {"100.64.0.0/10", shared},
        {"127.0.0.0/8", loopback},
        {"169.254.0.0/16", link_local},
        {"172.16.0.0/12", private_use},
        {"192.0.0.0/24", reserved},
        {"192.0.2.0/24", reserved},
        {"192.88.99.0/24", reserved},
        {"192.168.0.0/16", private_use},
        {"198.18.0.0/15", reserved},
        {"198.51.100.0/24", reserved},
        {"203.0.113.0/24", reserved},
        {"224.0.0.0/4", multicast},
        {"240.0.0.0/4", reserved},
        {"::", unspecified},
        {"::1", loopback},
        {"fc00::/7", private_use},
        {"fe80::/10", link_local},
        {"fec0::/10", private_use},
        {"ff00::/8", multicast},
        {"64:ff9b:1::/48", private_use},
        {"2001::/23", reserved},
        {"2001:db8::/32", reserved},
        {"3fff::/20", reserved},
    };
    std::vector<known_range> all;
    for (const auto& [text, kind] : rows)
        all.push_back({*parse_range(text), kind});
    return all;
}

} // namespace

address_kind kind_of(const ip_address& address)
{
    static const auto ranges = make_ranges();
    const auto seen = meant_address(address);
    const auto found = std::find_if(ranges.begin(), ranges.end(), [&seen](const auto& one) {
        return one.range.first.is_v4 == seen.is_v4 && one.range.holds(seen);
    });
    if (found != ranges.end()) return found->kind;
    // Of IPv6, only 2000::/3 has been given out.
    const bool given_out = seen.is_v4 || (seen.bytes[0] & 0xe0U) == 0x20U;
    return given_out ? global : reserved;
}

std::string_view name_of(address_kind kind)
{
    switch (kind) {
    case global: return "a global address";
    case unspecified: return "an address of no machine";
    case loopback: return "an address of this machine";
    case private_use: return "a private address";
    case shared: return "a shared address";
    case link_local: return "a link-local address";
    case metadata: return "a metadata address";
    case multicast: return "a multicast address";
    case reserved: return "a reserved address";
    }
    return "an unknown address";
}

} // namespace sluice::fetch
