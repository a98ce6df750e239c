#include "any_sample.hpp"
#include "eval/stats/effect.hpp"
#include "support/catch.hpp"

#include <cmath>

using namespace sluice::eval;
using sluice::test::any_sample;

TEST_CASE("Cliff's delta counts pairs", "[eval][stats]")
{
    const std::vector<double> low{1, 2, 3};
    const std::vector<double> high{4, 5, 6};
    CHECK(cliffs_delta(low, high) == 1);
    CHECK(cliffs_delta(high, low) == -1);
    CHECK(cliffs_delta(low, low) == 0);
    CHECK(cliffs_delta(std::vector<double>{1, 2}, std::vector<double>{2, 3}) == Approx(0.75));
    CHECK(std::isnan(cliffs_delta({}, low)));
}

TEST_CASE("the shift is the median of all differences", "[eval][stats]")
{
    // 1 2 3 3 4 5 5 6 7
    const auto made = shift_between(std::vector<double>{1, 2, 3}, std::vector<double>{4, 6, 8});

    CHECK(made.shift == 4);
    // Three against three cannot be surer than 9 in 10, whatever was asked for.
    CHECK(made.range == interval{1, 7});
    CHECK(made.confidence == Approx(0.9));
}

TEST_CASE("the interval of the shift leaves out what the table of U allows", "[eval][stats]")
{
    const auto made =
        shift_between(std::vector<double>{1, 2, 3, 4, 5}, std::vector<double>{11, 12, 13, 14, 15});

    // Two of the 25 differences at either end: 6 and 7 below, 14 and 13 above.
    CHECK(made.shift == 10);
    CHECK(made.range == interval{7, 13});
    CHECK(made.confidence == Approx(1 - 8.0 / 252));
    CHECK(shift_between({}, std::vector<double>{1}).range.contains(0) == false);
}

TEST_CASE("the shift follows what is added and holds it mostly", "[eval][stats]")
{
    unsigned held = 0;
    for (std::uint64_t seed = 1; seed <= 200; ++seed) {
        const auto first = any_sample(seed, 8);
        auto second = any_sample(seed + 1000, 8);
        for (double& value : second)
            value += 5;

        held += shift_between(first, second).range.contains(5) ? 1 : 0;
    }

    // 95.0 % of 200 tries, and three deviations less.
    CHECK(held >= 180);
}
