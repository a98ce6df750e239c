#pragma once

#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace sluice::terminal {

/// The words that may stand where `word` stands, the last one of `line` up to the cursor; each
/// begins with word. A word that ends in "/" is not finished.
using completion =
    std::function<std::vector<std::string>(std::string_view line, std::string_view word)>;

/// What TAB does: the line from byte `from` to the cursor becomes `text`; if that changes nothing,
/// the choices are shown.
struct completed_line {
    std::size_t from = 0;
    std::string text;
    std::vector<std::string> choices;
};

/// line is the line up to the cursor. What offer gives and would harm a terminal is left out.
completed_line complete_line(std::string_view line, const completion& offer);

/// The words that begin with `word`.
std::vector<std::string> words_with_prefix(std::span<const std::string> words,
                                           std::string_view word);

/// The paths that begin with `word`, cut behind the first "/" after it: one folder at a time.
std::vector<std::string> paths_with_prefix(std::span<const std::string> paths,
                                           std::string_view word);

} // namespace sluice::terminal
