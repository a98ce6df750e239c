#pragma once

#include "base/bytes.hpp"
#include "base/result.hpp"

#include <string>

namespace sluice::state {

// The text of a token: "sluice_", 8 hex digits (its id, no secret), "_", and 32 random bytes in
// base64url without padding (RFC 4648, section 5), 43 characters.

/// What stands in the text of a token. No error here ever holds the secret.
struct token_parts {
    std::string id;
    byte_buffer secret; // 32 bytes
};

/// A token that was just made: the text is told once, the digest is kept.
struct made_token {
    std::string id;
    std::string text;
    byte_buffer secret_sha256;
};

/// From the random numbers of OpenSSL. Errors: internal (it has none).
result<made_token> make_token();

/// The text of an id and a secret. Pure.
std::string token_text(const token_parts& parts);

/// Errors: unauthenticated (it has not the form of a token).
result<token_parts> parse_token(std::string_view text);

/// SHA-256 of a secret.
byte_buffer sha256_of_secret(byte_view secret);

/// Compares digests in a time that tells nothing about where they differ.
bool same_digest(byte_view one, byte_view other);

} // namespace sluice::state
