#include "any_sample.hpp"
#include "eval/stats/fairness.hpp"
#include "support/catch.hpp"

#include <cmath>

using namespace sluice::eval;
using sluice::test::any_sample;
using sluice::test::scaled;

TEST_CASE("fairness is 1 for equal shares and 1/n when one has all", "[eval][stats]")
{
    CHECK(jain_fairness(std::vector<double>{3, 3, 3, 3}) == Approx(1));
    CHECK(jain_fairness(std::vector<double>{0, 8, 0, 0}) == Approx(0.25));
    CHECK(jain_fairness(std::vector<double>{1, 2, 3}) == Approx(36.0 / 42));
}

TEST_CASE("fairness of nobody is not a number and of nothing is 1", "[eval][stats]")
{
    CHECK(std::isnan(jain_fairness({})));
    CHECK(jain_fairness(std::vector<double>{0, 0}) == 1);
}

TEST_CASE("fairness lies between 1/n and 1 in every unit", "[eval][stats]")
{
    for (std::uint64_t seed = 1; seed <= 20; ++seed) {
        INFO("seed " << seed);
        const auto shares = any_sample(seed, 12);

        const double fair = jain_fairness(shares);

        CHECK(fair > 1.0 / 12);
        CHECK(fair < 1);
        CHECK(jain_fairness(scaled(shares, 1e200)) == Approx(fair));
    }
}
