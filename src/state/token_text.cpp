#include "state/token_text.hpp"

#include <openssl/crypto.h>
#include <openssl/rand.h>
#include <openssl/sha.h>

#include <array>

namespace sluice::state {
namespace {

constexpr std::string_view start = "sluice_";
constexpr std::size_t id_digits = 8;
constexpr std::size_t secret_bytes = 32;
constexpr std::size_t secret_letters = 43;
constexpr std::string_view hex = "0123456789abcdef";
constexpr std::string_view alphabet =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

std::string base64url(byte_view bytes)
{
    std::string text;
    unsigned held = 0;
    int bits = 0;
    for (const auto byte : bytes) {
        held = held << 8U | std::to_integer<unsigned>(byte);
        for (bits += 8; bits >= 6; bits -= 6)
            text += alphabet[held >> (bits - 6) & 0x3fU];
    }
    if (bits > 0) text += alphabet[held << (6 - bits) & 0x3fU];
    return text;
}

/// Nothing if a letter is foreign or the bits behind the last byte are not zero.
std::optional<byte_buffer> from_base64url(std::string_view text)
{
    byte_buffer bytes;
    unsigned held = 0;
    int bits = 0;
    for (const char letter : text) {
        const auto value = alphabet.find(letter);
        if (value == alphabet.npos) return std::nullopt;
        held = held << 6U | static_cast<unsigned>(value);
        bits += 6;
        if (bits < 8) continue;
        bits -= 8;
        bytes.push_back(static_cast<std::byte>(held >> bits & 0xffU));
    }
    if ((held & ((1U << bits) - 1)) != 0) return std::nullopt;
    return bytes;
}

error no_token()
{
    return fail(errc::unauthenticated, "token", "this is not a token");
}

} // namespace

std::string token_text(const token_parts& parts)
{
    return std::string(start) + parts.id + "_" + base64url(parts.secret);
}

result<token_parts> parse_token(std::string_view text)
{
    if (text.size() != start.size() + id_digits + 1 + secret_letters || !text.starts_with(start))
        return no_token();
    text.remove_prefix(start.size());
    if (text[id_digits] != '_') return no_token();
    const auto id = text.substr(0, id_digits);
    if (id.find_first_not_of(hex) != id.npos) return no_token();
    auto secret = from_base64url(text.substr(id_digits + 1));
    if (!secret || secret->size() != secret_bytes) return no_token();
    return token_parts{std::string(id), std::move(*secret)};
}

result<made_token> make_token()
{
    std::array<unsigned char, id_digits / 2 + secret_bytes> random{};
    if (RAND_bytes(random.data(), static_cast<int>(random.size())) != 1)
        return fail(errc::internal, "token", "no random numbers");
    const auto bytes = std::as_bytes(std::span(random));
    token_parts parts;
    for (const auto byte : bytes.first(id_digits / 2)) {
        parts.id += hex[std::to_integer<unsigned>(byte) >> 4U];
        parts.id += hex[std::to_integer<unsigned>(byte) & 0x0fU];
    }
    append(parts.secret, bytes.subspan(id_digits / 2));
    OPENSSL_cleanse(random.data(), random.size());
    return made_token{parts.id, token_text(parts), sha256_of_secret(parts.secret)};
}

byte_buffer sha256_of_secret(byte_view secret)
{
    byte_buffer digest(SHA256_DIGEST_LENGTH);
    SHA256(reinterpret_cast<const unsigned char*>(secret.data()), secret.size(),
           reinterpret_cast<unsigned char*>(digest.data()));
    return digest;
}

bool same_digest(byte_view one, byte_view other)
{
    return one.size() == other.size() && CRYPTO_memcmp(one.data(), other.data(), one.size()) == 0;
}

} // namespace sluice::state
