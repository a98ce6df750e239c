#include "http/base64.hpp"

namespace sluice::http {
namespace {

constexpr std::string_view common =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

std::string_view last_two(base64_alphabet alphabet)
{
    return alphabet == base64_alphabet::standard ? "+/" : "-_";
}

char letter(unsigned value, base64_alphabet alphabet)
{
    return value < common.size() ? common[value] : last_two(alphabet)[value - common.size()];
}

std::optional<unsigned> value_of(char c, base64_alphabet alphabet)
{
    if (c >= 'A' && c <= 'Z') return static_cast<unsigned>(c - 'A');
    if (c >= 'a' && c <= 'z') return static_cast<unsigned>(c - 'a' + 26);
    if (c >= '0' && c <= '9') return static_cast<unsigned>(c - '0' + 52);
    if (c == last_two(alphabet)[0]) return 62U;
    if (c == last_two(alphabet)[1]) return 63U;
    return {};
}

/// The text without its padding; nothing if the padding is wrong.
std::optional<std::string_view> without_padding(std::string_view text, base64_alphabet alphabet)
{
    if (alphabet == base64_alphabet::standard) {
        if (text.size() % 4 != 0) return {};
        for (int i = 0; i < 2 && text.ends_with('='); ++i)
            text.remove_suffix(1);
    }
    if (text.size() % 4 == 1) return {};
    return text;
}

} // namespace

std::string encode_base64(byte_view bytes, base64_alphabet alphabet)
{
    std::string text;
    text.reserve((bytes.size() + 2) / 3 * 4);
    std::uint32_t bits = 0;
    unsigned count = 0;
    for (const auto byte : bytes) {
        bits = bits << 8U | std::to_integer<std::uint32_t>(byte);
        for (count += 8; count >= 6; count -= 6)
            text += letter(bits >> (count - 6) & 63U, alphabet);
    }
    if (count > 0) text += letter(bits << (6 - count) & 63U, alphabet);
    while (alphabet == base64_alphabet::standard && text.size() % 4 != 0)
        text += '=';
    return text;
}

std::optional<byte_buffer> decode_base64(std::string_view text, base64_alphabet alphabet)
{
    const auto digits = without_padding(text, alphabet);
    if (!digits) return {};
    byte_buffer bytes;
    bytes.reserve(digits->size() * 3 / 4);
    std::uint32_t bits = 0;
    unsigned count = 0;
    for (const char c : *digits) {
        const auto value = value_of(c, alphabet);
        if (!value) return {};
        bits = bits << 6U | *value;
        count += 6;
        if (count < 8) continue;
        count -= 8;
        bytes.push_back(static_cast<std::byte>(bits >> count & 0xffU));
    }
    const bool left_over = (bits & ((1U << count) - 1)) != 0;
    if (left_over) return {};
    return bytes;
}

} // namespace sluice::http
