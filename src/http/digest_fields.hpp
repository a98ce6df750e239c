#pragma once

#include "base/bytes.hpp"
#include "base/result.hpp"

#include <array>
#include <optional>
#include <string>

namespace sluice::http {

using sha256_bytes = std::array<std::byte, 32>;

/// The SHA-256 in a Content-Digest or Repr-Digest field (RFC 9530, 2 and 3); nothing if only other
/// algorithms are named. Error malformed_message: not a dictionary of byte sequences, or a SHA-256
/// that has not 32 bytes.
result<std::optional<sha256_bytes>> parse_digest(std::string_view field);

/// "sha-256=:…:" for either field; `digest` has 32 bytes.
std::string format_sha256(byte_view digest);

/// Whether a Want-Repr-Digest or Want-Content-Digest field (RFC 9530, 4) asks for SHA-256: named
/// with a preference from 1 to 10. False for what cannot be read.
bool wants_sha256(std::string_view field);

} // namespace sluice::http
