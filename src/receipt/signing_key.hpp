#pragma once

#include "receipt/public_key.hpp"

#include <memory>

namespace sluice::receipt {

/// An Ed25519 key pair: what signs receipts. Signing the same text again gives the same signature.
/// Safe from any thread.
class signing_key {
public:
    /// Errors: internal.
    static result<signing_key> make();

    /// Reads what pem() wrote. Errors: bad_configuration.
    static result<signing_key> read(std::string_view pem);

    signing_key(signing_key&&) noexcept;
    signing_key& operator=(signing_key&&) noexcept;
    ~signing_key();

    const public_key& its_public_key() const { return public_; }

    /// 64 bytes. Errors: internal.
    result<byte_buffer> sign(std::string_view text) const;

    /// The secret, as PKCS #8.
    std::string pem() const;

private:
    struct pair;
    signing_key(std::unique_ptr<pair> held, public_key its_public);

    std::unique_ptr<pair> held_;
    public_key public_;
};

} // namespace sluice::receipt
