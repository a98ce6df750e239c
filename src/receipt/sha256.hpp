#pragma once

#include "base/bytes.hpp"

#include <string>
#include <string_view>

namespace sluice::receipt {

/// The SHA-256 of a text, as 64 lower-case hexadecimal digits. Pure.
std::string sha256_hex(std::string_view text);

} // namespace sluice::receipt
