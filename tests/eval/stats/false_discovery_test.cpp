#include "eval/stats/false_discovery.hpp"
#include "support/catch.hpp"

#include <algorithm>

using namespace sluice::eval;

TEST_CASE("the example of Benjamini and Hochberg finds four of fifteen", "[eval][stats]")
{
    const std::vector<double> p{0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344,
                                0.0459, 0.3240, 0.4262, 0.5719, 0.6528, 0.7590, 1.0000};

    const auto adjusted = adjust_for_many(p);

    CHECK(adjusted[0] == Approx(0.0015));
    CHECK(adjusted[3] == Approx(0.0095 * 15 / 4));
    CHECK(adjusted[14] == Approx(1));
    CHECK(std::count_if(adjusted.begin(), adjusted.end(), [](double x) { return x < 0.05; }) == 4);
}

TEST_CASE("adjusted values keep the order of the tests and never fall", "[eval][stats]")
{
    CHECK(adjust_for_many({}).empty());
    CHECK(adjust_for_many(std::vector<double>{0.03}) == std::vector<double>{0.03});

    const auto adjusted = adjust_for_many(std::vector<double>{0.04, 0.01, 0.03});

    CHECK(adjusted[0] == Approx(0.04));
    CHECK(adjusted[1] == Approx(0.03));
    CHECK(adjusted[2] == Approx(0.04));
}
