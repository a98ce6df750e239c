#include "base/escape.hpp"

#include <cstddef>
#include <cstdint>

namespace sluice {
namespace {

struct code_point {
    std::size_t length = 0; // 0: not well-formed
    std::uint32_t value = 0;
};

std::uint8_t byte_at(std::string_view s, std::size_t i)
{
    return static_cast<std::uint8_t>(s[i]);
}

/// The code point at the start of s, by the table of RFC 3629 section 4.
code_point first_code_point(std::string_view s)
{
    const std::uint8_t lead = byte_at(s, 0);
    if (lead < 0x80) return {1, lead};
    std::size_t length = 0;
    std::uint32_t smallest = 0;
    std::uint32_t value = 0;
    if (lead >= 0xc2 && lead <= 0xdf) {
        length = 2, smallest = 0x80, value = lead & 0x1fU;
    } else if (lead >= 0xe0 && lead <= 0xef) {
        length = 3, smallest = 0x800, value = lead & 0x0fU;
    } else if (lead >= 0xf0 && lead <= 0xf4) {
        length = 4, smallest = 0x10000, value = lead & 0x07U;
    } else {
        return {};
    }
    if (s.size() < length) return {};
    for (std::size_t i = 1; i < length; ++i) {
        const std::uint8_t next = byte_at(s, i);
        if ((next & 0xc0U) != 0x80U) return {};
        value = value << 6U | (next & 0x3fU);
    }
    if (value < smallest || value > 0x10ffff || (value >= 0xd800 && value <= 0xdfff)) return {};
    return {length, value};
}

bool is_hidden_or_control(std::uint32_t c)
{
    return c < 0x20 || (c >= 0x7f && c <= 0x9f) || c == 0x200e || c == 0x200f ||
           (c >= 0x202a && c <= 0x202e) || (c >= 0x2066 && c <= 0x2069);
}

void add_hex(std::string& to, std::uint8_t byte)
{
    constexpr char digits[] = "0123456789abcdef";
    to += "\\x";
    to += digits[byte >> 4U];
    to += digits[byte & 0x0fU];
}

} // namespace

std::string escape(std::string_view text)
{
    std::string safe;
    safe.reserve(text.size());
    while (!text.empty()) {
        const auto c = first_code_point(text);
        const std::size_t taken = c.length == 0 ? 1 : c.length;
        if (c.value == '\n' && c.length)
            safe += "\\n";
        else if (c.value == '\t')
            safe += "\\t";
        else if (c.value == '\r')
            safe += "\\r";
        else if (c.value == '\\')
            safe += "\\\\";
        else if (c.length == 0 || is_hidden_or_control(c.value))
            for (std::size_t i = 0; i < taken; ++i)
                add_hex(safe, byte_at(text, i));
        else
            safe += text.substr(0, taken);
        text.remove_prefix(taken);
    }
    return safe;
}

bool is_utf8(std::string_view text)
{
    while (!text.empty()) {
        const auto c = first_code_point(text);
        if (c.length == 0) return false;
        text.remove_prefix(c.length);
    }
    return true;
}

} // namespace sluice
