#pragma once

#include "base/bytes.hpp"
#include "base/result.hpp"

#include <string>
#include <string_view>

namespace sluice::receipt {

/// A receipt as it is handed out: its exact text and the Ed25519 signature over these bytes.
struct signed_receipt {
    std::string text;
    byte_buffer signature; // 64 bytes
};

/// {"receipt":TEXT,"signature":"HEX"} without an end of line. Pure.
std::string line_of(const signed_receipt& whole);

/// The inverse of line_of; what the text says is not looked at. Errors: malformed_message (any byte
/// that line_of would not have written).
result<signed_receipt> read_line(std::string_view line);

} // namespace sluice::receipt
