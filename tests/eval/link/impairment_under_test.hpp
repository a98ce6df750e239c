#pragma once

#include "eval/link/impairment.hpp"
#include "support/catch.hpp"

#include <string_view>

namespace sluice::eval::test {

using time_point = impairment::time_point;

/// Where the clocks of these tests start; not at their zero.
inline constexpr time_point start{std::chrono::hours(1)};

inline link_spec spec_of(std::string_view text)
{
    auto made = parse_link_spec(text);
    REQUIRE(made);
    return *made;
}

} // namespace sluice::eval::test
