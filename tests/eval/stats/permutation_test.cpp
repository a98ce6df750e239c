#include "any_sample.hpp"
#include "eval/stats/permutation.hpp"
#include "support/catch.hpp"

#include <algorithm>
#include <cmath>

using namespace sluice::eval;
using sluice::test::any_sample;
using sluice::test::scaled;

TEST_CASE("all splits of small samples are tried", "[eval][stats]")
{
    const auto made = permute_medians(std::vector<double>{1, 2, 3}, std::vector<double>{4, 5, 6});

    CHECK(made.exhaustive);
    CHECK(made.difference == 3);
    // {1 2 3} and {1 2 4} against the rest, and the same turned round, of 20.
    CHECK(made.p == Approx(4.0 / 20));
}

TEST_CASE("five against five never give a p below 12/252", "[eval][stats]")
{
    const auto made = permute_medians(std::vector<double>{1, 2, 3, 4, 5},
                                      std::vector<double>{101, 102, 103, 104, 105});

    CHECK(made.exhaustive);
    CHECK(made.p == Approx(12.0 / 252));
}

TEST_CASE("splits of large samples are drawn by the seed", "[eval][stats]")
{
    auto second = any_sample(2, 20);
    for (double& value : second)
        value += 10;
    const auto first = any_sample(1, 20);

    const auto made = permute_medians(first, second, {.draws = 500, .seed = 3});

    CHECK_FALSE(made.exhaustive);
    CHECK(made.p == Approx(1.0 / 501));
    const auto again = permute_medians(first, any_sample(5, 20), {.draws = 500, .seed = 3});
    CHECK(again.p == permute_medians(first, any_sample(5, 20), {.draws = 500, .seed = 3}).p);
}

TEST_CASE("nothing and equal samples do not differ", "[eval][stats]")
{
    const std::vector<double> same{0.1, 0.2, 0.3, 0.4};
    CHECK(permute_medians({}, same).p == 1);
    CHECK(std::isnan(permute_medians({}, same).difference));
    CHECK(permute_medians(same, same).p == 1);
}

TEST_CASE("the permutation test ignores order and unit and is symmetric", "[eval][stats]")
{
    for (std::uint64_t seed = 1; seed <= 10; ++seed) {
        INFO("seed " << seed);
        auto first = any_sample(seed, 5);
        const auto second = any_sample(seed + 1000, 6);
        const auto before = permute_medians(first, second);

        std::reverse(first.begin(), first.end());

        CHECK(permute_medians(first, second).p == before.p);
        CHECK(permute_medians(scaled(first, 3), scaled(second, 3)).p == before.p);
        CHECK(permute_medians(second, first).p == before.p);
    }
}
