#include "base/hex.hpp"

namespace sluice {

std::string to_hex(byte_view bytes)
{
    constexpr std::string_view digits = "0123456789abcdef";
    std::string text;
    text.reserve(2 * bytes.size());
    for (const auto b : bytes) {
        text += digits[std::to_integer<unsigned>(b) >> 4U];
        text += digits[std::to_integer<unsigned>(b) & 0x0fU];
    }
    return text;
}

} // namespace sluice
