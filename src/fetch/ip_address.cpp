#include "fetch/ip_address.hpp"

#include "http/text.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>

#include <algorithm>
#include <cstring>

namespace sluice::fetch {
namespace {

constexpr unsigned all_bits(bool is_v4)
{
    return is_v4 ? 32 : 128;
}

bool begins_alike(const ip_address& one, const ip_address& other, unsigned bits)
{
    const auto whole = bits / 8;
    if (!std::equal(one.bytes.begin(), one.bytes.begin() + whole, other.bytes.begin()))
        return false;
    const auto mask = static_cast<std::uint8_t>(0xff00U >> (bits % 8));
    return bits % 8 == 0 || ((one.bytes[whole] ^ other.bytes[whole]) & mask) == 0;
}

ip_address v4_at(const ip_address& from, std::size_t offset)
{
    ip_address made;
    made.is_v4 = true;
    std::copy_n(from.bytes.begin() + static_cast<long>(offset), 4, made.bytes.begin());
    return made;
}

} // namespace

std::optional<ip_address> parse_address(std::string_view host)
{
    if (host.starts_with('[') && host.ends_with(']')) host = host.substr(1, host.size() - 2);
    if (host.size() > 1 && host.ends_with('.')) host.remove_suffix(1);
    const std::string text(host);
    ip_address made;
    if (::inet_pton(AF_INET6, text.c_str(), made.bytes.data()) == 1) return made;
    // inet_aton(3) stops at a blank and says yes.
    in_addr odd{};
    if (text.find_first_of(" \t\n\r\v\f") != text.npos || ::inet_aton(text.c_str(), &odd) == 0)
        return std::nullopt;
    made.is_v4 = true;
    std::memcpy(made.bytes.data(), &odd.s_addr, 4);
    return made;
}

std::optional<ip_address> address_of(const sockaddr& from)
{
    ip_address made;
    if (from.sa_family == AF_INET) {
        made.is_v4 = true;
        std::memcpy(made.bytes.data(), &reinterpret_cast<const sockaddr_in&>(from).sin_addr, 4);
        return made;
    }
    if (from.sa_family != AF_INET6) return std::nullopt;
    std::memcpy(made.bytes.data(), &reinterpret_cast<const sockaddr_in6&>(from).sin6_addr, 16);
    return made;
}

std::string to_text(const ip_address& address)
{
    std::array<char, INET6_ADDRSTRLEN> text{};
    ::inet_ntop(address.is_v4 ? AF_INET : AF_INET6, address.bytes.data(), text.data(), text.size());
    return text.data();
}

ip_address meant_address(const ip_address& address)
{
    if (address.is_v4) return address;
    const auto is_in = [&address](std::string_view range) {
        const auto known = parse_range(range);
        return begins_alike(known->first, address, known->bits);
    };
    if (is_in("::ffff:0:0/96") || is_in("64:ff9b::/96")) return v4_at(address, 12);
    if (is_in("2002::/16")) return v4_at(address, 2);
    // ::/96 without the two that are addresses of their own, :: and ::1.
    const bool is_low = std::all_of(address.bytes.begin() + 12, address.bytes.begin() + 15,
                                    [](std::uint8_t one) { return one == 0; }) &&
                        address.bytes[15] < 2;
    if (is_in("::/96") && !is_low) return v4_at(address, 12);
    return address;
}

bool address_range::holds(const ip_address& address) const
{
    const auto seen = first.is_v4 ? meant_address(address) : address;
    return seen.is_v4 == first.is_v4 && begins_alike(first, seen, bits);
}

std::optional<address_range> parse_range(std::string_view text)
{
    const auto slash = text.find('/');
    address_range made;
    const std::string address(text.substr(0, slash));
    if (::inet_pton(AF_INET, address.c_str(), made.first.bytes.data()) == 1)
        made.first.is_v4 = true;
    else if (::inet_pton(AF_INET6, address.c_str(), made.first.bytes.data()) != 1)
        return std::nullopt;
    made.bits = all_bits(made.first.is_v4);
    if (slash == text.npos) return made;
    const auto length = http::saturated_number(text.substr(slash + 1));
    if (!length || *length > made.bits) return std::nullopt;
    made.bits = static_cast<unsigned>(*length);
    for (unsigned bit = made.bits; bit < all_bits(made.first.is_v4); ++bit)
        if ((made.first.bytes[bit / 8] & (0x80U >> (bit % 8))) != 0) return std::nullopt;
    return made;
}

} // namespace sluice::fetch
