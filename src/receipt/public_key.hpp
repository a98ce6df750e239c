#pragma once

#include "base/bytes.hpp"
#include "base/result.hpp"

#include <array>
#include <string>
#include <string_view>

namespace sluice::receipt {

/// An Ed25519 public key: what a receipt is judged by. A value; safe from any thread.
class public_key {
public:
    static constexpr std::size_t size = 32;

    /// bytes must be `size` long.
    explicit public_key(byte_view bytes);

    /// 64 hexadecimal digits; PEM ("BEGIN PUBLIC KEY"); or the JSON of GET /api/v1/receipts/key,
    /// whose member public_key is taken. Blanks around are passed over. Errors: bad_usage.
    static result<public_key> read(std::string_view text);

    byte_view bytes() const { return bytes_; }

    /// The 64 digits, and the first 16 of the SHA-256 of the bytes.
    std::string hex() const;
    std::string id() const;

    /// As `openssl pkeyutl -verify -pubin` reads it.
    std::string pem() const;

    /// Whether the signature is this key's over exactly these bytes.
    bool fits(std::string_view text, byte_view signature) const;

private:
    std::array<std::byte, size> bytes_{};
};

} // namespace sluice::receipt
