#include "base/hex.hpp"

namespace sluice {
namespace {

constexpr std::string_view digits = "0123456789abcdef";

} // namespace

std::string to_hex(byte_view bytes)
{
    std::string text;
    text.reserve(2 * bytes.size());
    for (const auto b : bytes) {
        text += digits[std::to_integer<unsigned>(b) >> 4U];
        text += digits[std::to_integer<unsigned>(b) & 0x0fU];
    }
    return text;
}

std::optional<byte_buffer> from_hex(std::string_view text)
{
    if (text.size() % 2 != 0) return std::nullopt;
    byte_buffer bytes;
    bytes.reserve(text.size() / 2);
    for (std::size_t at = 0; at < text.size(); at += 2) {
        const auto high = digits.find(text[at]);
        const auto low = digits.find(text[at + 1]);
        if (high == digits.npos || low == digits.npos) return std::nullopt;
        bytes.push_back(static_cast<std::byte>(high << 4U | low));
    }
    return bytes;
}

} // namespace sluice
