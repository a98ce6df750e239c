#pragma once

#include "base/bytes.hpp"

#include <string>

namespace sluice {

/// Two lower-case hexadecimal digits for each byte.
std::string to_hex(byte_view bytes);

} // namespace sluice
