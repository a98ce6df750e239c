#pragma once

#include "base/bytes.hpp"

#include <optional>
#include <string>

namespace sluice {

/// Two lower-case hexadecimal digits for each byte.
std::string to_hex(byte_view bytes);

/// The inverse, for lower-case digits alone; nothing for any other text.
std::optional<byte_buffer> from_hex(std::string_view text);

} // namespace sluice
