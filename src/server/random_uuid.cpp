#include "server/random_uuid.hpp"

#include "base/hex.hpp"

#include <sys/random.h>

#include <random>
#include <span>

namespace sluice::server {

std::string uuid_text(std::array<std::uint8_t, 16> random)
{
    random[6] = static_cast<std::uint8_t>((random[6] & 0x0fU) | 0x40U);
    random[8] = static_cast<std::uint8_t>((random[8] & 0x3fU) | 0x80U);
    auto text = to_hex(std::as_bytes(std::span(random)));
    for (const std::size_t at : {8U, 13U, 18U, 23U})
        text.insert(at, 1, '-');
    return text;
}

std::string random_uuid()
{
    std::array<std::uint8_t, 16> bytes{};
    // Never short for so few bytes once the source is ready (getrandom(2)).
    if (::getrandom(bytes.data(), bytes.size(), 0) != static_cast<ssize_t>(bytes.size())) {
        std::random_device source;
        for (auto& one : bytes)
            one = static_cast<std::uint8_t>(source());
    }
    return uuid_text(bytes);
}

} // namespace sluice::server
