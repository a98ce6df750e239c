#pragma once

#include "base/bytes.hpp"

#include <optional>
#include <string>

namespace sluice::http {

/// The two alphabets of RFC 4648: with "+/" and padding, or with "-_" and none (for URLs).
enum class base64_alphabet { standard, url };

/// Text of these bytes.
std::string encode_base64(byte_view bytes, base64_alphabet alphabet = base64_alphabet::standard);

/// Strict: foreign characters, wrong padding and bits left over give nothing.
std::optional<byte_buffer> decode_base64(std::string_view text,
                                         base64_alphabet alphabet = base64_alphabet::standard);

} // namespace sluice::http
