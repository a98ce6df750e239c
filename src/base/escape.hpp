#pragma once

#include <string>
#include <string_view>

namespace sluice {

/// Text that a peer or a file name gave, made safe for one line of a log or a terminal: control
/// characters, DEL, backslash and bytes that are not valid UTF-8 become \n, \t, \\ or \xHH.
/// C1 controls (U+0080..U+009F), bidirectional overrides and other format characters that reorder
/// or hide text (U+200E, U+200F, U+202A..U+202E, U+2066..U+2069) are escaped byte by byte too.
std::string escape(std::string_view text);

/// True if text is well-formed UTF-8 (RFC 3629: no surrogates, no overlong forms).
bool is_utf8(std::string_view text);

} // namespace sluice
