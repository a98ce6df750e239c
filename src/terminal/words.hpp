#pragma once

#include "base/result.hpp"

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace sluice::terminal {

/// The words of a line. Spaces and tabs part them; "…" and '…' keep them together; a backslash
/// takes the next character as it is, except in '…'. Fails with bad_usage on a quote without its
/// end.
result<std::vector<std::string>> split_words(std::string_view line);

/// The last word of a line that is still being typed: where it begins and what it says without
/// quotes. Behind a space it is empty.
struct open_word {
    std::size_t begin = 0;
    std::string text;
};
open_word last_word(std::string_view line);

/// The text as split_words reads it back: in quotes if it needs them.
std::string quote_word(std::string_view text);

/// The same without the last quote, for a word that goes on.
std::string quote_open_word(std::string_view text);

} // namespace sluice::terminal
