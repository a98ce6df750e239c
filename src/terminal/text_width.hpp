#pragma once

#include <cstddef>
#include <string_view>

namespace sluice::terminal {

/// Characters (not bytes) of a UTF-8 text.
std::size_t characters_of(std::string_view text);

/// Cells that the text takes on a terminal: two for wide characters, none for combining ones, as
/// the locale knows them.
std::size_t cells_of(std::string_view text);

} // namespace sluice::terminal
