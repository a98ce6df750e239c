#pragma once

#include <functional>
#include <optional>

namespace sluice::terminal {

/// The next character of a keyboard that sends UTF-8; U+FFFD for bytes that make none. Nothing if
/// next_byte has nothing.
std::optional<char32_t> decode_key(const std::function<std::optional<unsigned char>()>& next_byte);

} // namespace sluice::terminal
