#pragma once

#include <string>
#include <string_view>

namespace sluice::net {

/// The address in "ADDRESS:PORT" or "[ADDRESS]:PORT", as byte_stream::peer gives it; without
/// brackets. An IPv4 address written in IPv6 becomes the IPv4 one. Pure.
std::string address_of(std::string_view peer);

/// True if the address stands for this machine itself: 127.0.0.0/8 or ::1. Pure.
bool is_loopback(std::string_view address);

} // namespace sluice::net
