#pragma once

#include <array>
#include <cstdint>
#include <string>

namespace sluice::server {

/// The text of a UUID of version 4 (RFC 9562, 5.4) made of these random bytes. Pure.
std::string uuid_text(std::array<std::uint8_t, 16> random);

/// One with bytes of the system's random source.
std::string random_uuid();

} // namespace sluice::server
