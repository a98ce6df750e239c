#include "receipt/public_key.hpp"

#include "base/hex.hpp"
#include "receipt/raw_key.hpp"
#include "receipt/sha256.hpp"

#include <nlohmann/json.hpp>
#include <openssl/pem.h>

#include <algorithm>

namespace sluice::receipt {
namespace {

const unsigned char* raw(byte_view bytes)
{
    return reinterpret_cast<const unsigned char*>(bytes.data());
}

std::string_view trimmed(std::string_view text)
{
    constexpr std::string_view blanks = " \t\r\n";
    const auto first = text.find_first_not_of(blanks);
    if (first == text.npos) return {};
    return text.substr(first, text.find_last_not_of(blanks) - first + 1);
}

error no_key()
{
    return fail(errc::bad_usage, "key",
                "no Ed25519 public key: 64 hexadecimal digits, PEM or JSON");
}

result<public_key> read_pem(std::string_view text)
{
    const auto memory = memory_over(text);
    const auto key = own(::PEM_read_bio_PUBKEY(memory.get(), nullptr, nullptr, nullptr));
    ::ERR_clear_error();
    if (!key || ::EVP_PKEY_id(key.get()) != EVP_PKEY_ED25519) return no_key();
    std::array<unsigned char, public_key::size> bytes{};
    std::size_t length = bytes.size();
    if (::EVP_PKEY_get_raw_public_key(key.get(), bytes.data(), &length) != 1) return no_key();
    return public_key(std::as_bytes(std::span(bytes)));
}

result<public_key> read_digits(std::string_view text)
{
    std::string lower(text);
    for (auto& c : lower)
        if (c >= 'A' && c <= 'F') c = static_cast<char>(c - 'A' + 'a');
    const auto bytes = from_hex(lower);
    if (!bytes || bytes->size() != public_key::size) return no_key();
    return public_key(*bytes);
}

result<public_key> read_json(std::string_view text)
{
    const auto document = nlohmann::json::parse(text, nullptr, false);
    if (!document.is_object() || !document.contains("public_key") ||
        !document["public_key"].is_string())
        return no_key();
    return read_digits(document["public_key"].get<std::string>());
}

} // namespace

public_key::public_key(byte_view bytes)
{
    std::copy_n(bytes.begin(), size, bytes_.begin());
}

result<public_key> public_key::read(std::string_view text)
{
    text = trimmed(text);
    if (text.starts_with('{')) return read_json(text);
    if (text.starts_with("-----BEGIN")) return read_pem(text);
    return read_digits(text);
}

std::string public_key::hex() const
{
    return to_hex(bytes_);
}

std::string public_key::id() const
{
    return sha256_hex(as_text(bytes_)).substr(0, 16);
}

std::string public_key::pem() const
{
    const auto key =
        own(::EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, nullptr, raw(bytes_), size));
    const auto memory = new_memory();
    if (!key || ::PEM_write_bio_PUBKEY(memory.get(), key.get()) != 1) return {};
    return content_of(memory);
}

bool public_key::fits(std::string_view text, byte_view signature) const
{
    const auto key =
        own(::EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, nullptr, raw(bytes_), size));
    const auto context = new_context();
    if (!key || !context) return false;
    const bool begun =
        ::EVP_DigestVerifyInit(context.get(), nullptr, nullptr, nullptr, key.get()) == 1;
    const bool good = begun && ::EVP_DigestVerify(context.get(), raw(signature), signature.size(),
                                                  raw(as_bytes(text)), text.size()) == 1;
    ::ERR_clear_error();
    return good;
}

} // namespace sluice::receipt
