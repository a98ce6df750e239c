#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

struct sockaddr;

namespace sluice::fetch {

/// An IPv4 or IPv6 address; the first four bytes are used for IPv4.
struct ip_address {
    std::array<std::uint8_t, 16> bytes{};
    bool is_v4 = false;

    friend bool operator==(const ip_address&, const ip_address&) = default;
};

/// The address that a host is written as, also in the odd forms that inet_aton(3) takes, with a dot
/// at its end or in brackets; nothing for a name.
std::optional<ip_address> parse_address(std::string_view host);

/// The address of a socket; nothing for other families than IPv4 and IPv6.
std::optional<ip_address> address_of(const sockaddr& from);

/// As inet_ntop(3) writes it.
std::string to_text(const ip_address& address);

/// The IPv4 address that an IPv6 one stands for: mapped, compatible, NAT64 (64:ff9b::/96) and 6to4;
/// any other address as it is.
ip_address meant_address(const ip_address& address);

/// What an address is for. `global` is everything that is not one of the others.
enum class address_kind {
    global,
    unspecified,
    loopback,
    private_use,
    shared, // between a provider and its customers (RFC 6598)
    link_local,
    metadata, // where clouds tell a machine its secrets
    multicast,
    reserved,
};

/// By the registries of special addresses (RFC 6890 and its successors), seen through
/// meant_address. Pure.
address_kind kind_of(const ip_address& address);

/// "a private address", as errors name it.
std::string_view name_of(address_kind kind);

/// Addresses that begin alike: "10.0.0.0/8"; without a length, one address.
struct address_range {
    ip_address first;
    unsigned bits = 0;

    /// An IPv4 range holds the IPv6 forms of its addresses too.
    bool holds(const ip_address& address) const;
};

/// Nothing for anything else, and for bits set behind the length.
std::optional<address_range> parse_range(std::string_view text);

} // namespace sluice::fetch
