#include "net/peer_address.hpp"

#include "async/asio.hpp"

namespace sluice::net {

std::string address_of(std::string_view peer)
{
    auto host = peer.substr(0, peer.rfind(':'));
    if (host.starts_with('[') && host.ends_with(']')) host = host.substr(1, host.size() - 2);
    std::error_code bad;
    const auto address = asio::ip::make_address(std::string(host), bad);
    if (!bad && address.is_v6() && address.to_v6().is_v4_mapped())
        return asio::ip::make_address_v4(asio::ip::v4_mapped, address.to_v6()).to_string();
    return std::string(host);
}

bool is_loopback(std::string_view address)
{
    std::error_code bad;
    const auto parsed = asio::ip::make_address(std::string(address), bad);
    return !bad && parsed.is_loopback();
}

} // namespace sluice::net
