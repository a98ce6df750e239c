#pragma once

#include "support/catch.hpp"

#include <string>

namespace sluice::test {

/// Matches a text that holds another; the two versions of Catch2 have two names for it.
inline auto mentions(const std::string& text)
{
#if __has_include(<catch2/catch_all.hpp>)
    return Catch::Matchers::ContainsSubstring(text);
#else
    return Catch::Matchers::Contains(text);
#endif
}

} // namespace sluice::test
