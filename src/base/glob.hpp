#pragma once

#include <string>
#include <string_view>

namespace sluice {

/// True if the text has a character that is special in a pattern: * ? [
bool is_glob(std::string_view text);

/// Matches a path of components joined by "/" against a pattern: `?` one byte, `*` any bytes within
/// a component, `[a-z]` and `[!a-z]` one byte of a set, `**` as a whole component any number of
/// components. The time is bounded by the product of both lengths.
bool glob_match(std::string_view pattern, std::string_view path);

/// True if something below the folder may match: false lets a walk leave the folder out.
bool glob_may_match_below(std::string_view pattern, std::string_view folder);

/// A pattern cut into the folder that is certain and the rest: "data/2024/*.csv" gives "data/2024"
/// and "*.csv".
struct split_pattern {
    std::string folder;
    std::string pattern;
};
split_pattern split_glob(std::string_view text);

} // namespace sluice
