#pragma once

#include "base/result.hpp"

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace sluice::client {

/// The names that a line chooses among those offered, which are numbered from 1: a whole name as it
/// stands (with blanks too), or words that are each a number, a name, a folder (all files below) or
/// a pattern. A number in range is a number, even if a file is called so.
/// Fails with not_found (bad_usage for an open quote); the detail is a line for the user.
result<std::vector<std::string>> choose_names(std::span<const std::string> offered,
                                              std::string_view line);

} // namespace sluice::client
