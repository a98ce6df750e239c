#include "terminal/decode_key.hpp"

namespace sluice::terminal {
namespace {

constexpr char32_t replacement = 0xfffd;

/// A first byte: how many follow, the bits that it holds, and the least value that needs so many.
struct lead {
    int following;
    char32_t bits;
    char32_t least;
};

std::optional<lead> read_lead(unsigned char byte)
{
    if (byte < 0x80) return lead{0, byte, 0};
    if (byte >= 0xc2 && byte < 0xe0) return lead{1, byte & 0x1fU, 0x80};
    if (byte >= 0xe0 && byte < 0xf0) return lead{2, byte & 0x0fU, 0x800};
    if (byte >= 0xf0 && byte < 0xf5) return lead{3, byte & 0x07U, 0x10000};
    return std::nullopt;
}

bool is_scalar(char32_t code)
{
    return code <= 0x10ffff && (code < 0xd800 || code > 0xdfff);
}

} // namespace

std::optional<char32_t> decode_key(const std::function<std::optional<unsigned char>()>& next_byte)
{
    const auto first = next_byte();
    if (!first) return std::nullopt;
    const auto start = read_lead(*first);
    if (!start) return replacement;
    auto code = start->bits;
    for (int i = 0; i < start->following; ++i) {
        const auto byte = next_byte();
        if (!byte) return std::nullopt;
        if ((*byte & 0xc0U) != 0x80U) return replacement;
        code = code << 6U | (*byte & 0x3fU);
    }
    return code >= start->least && is_scalar(code) ? code : replacement;
}

} // namespace sluice::terminal
