#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace sluice {

/// "a,b,,c" as a, b and c: what stands between commas, nothing empty, blanks as they are.
std::vector<std::string> comma_list(std::string_view text);

} // namespace sluice
