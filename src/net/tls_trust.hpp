#pragma once

#include "base/result.hpp"

#include <array>
#include <cstddef>
#include <string>
#include <string_view>

struct x509_st;

namespace sluice::net {

/// SHA-256 of a certificate in DER.
using fingerprint = std::array<std::byte, 32>;

/// "sha256:" and 64 lower hex digits.
std::string to_text(const fingerprint& print);

/// Reads what to_text wrote; upper case and colons between the digits are taken too. Errors:
/// bad_usage.
result<fingerprint> parse_fingerprint(std::string_view text);

/// Of a certificate. Errors: internal.
result<fingerprint> fingerprint_of(const x509_st& certificate);

/// Of the first certificate in a PEM file. Errors: bad_configuration.
result<fingerprint> fingerprint_of_file(const std::string& path);

/// True if both are the same, in a time that does not depend on where they differ.
bool same(const fingerprint& one, const fingerprint& other);

} // namespace sluice::net
