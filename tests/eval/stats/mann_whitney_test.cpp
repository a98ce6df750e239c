#include "any_sample.hpp"
#include "eval/stats/mann_whitney.hpp"
#include "eval/stats/u_distribution.hpp"
#include "support/catch.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

using namespace sluice::eval;
using sluice::test::any_sample;
using sluice::test::scaled;

TEST_CASE("samples apart have the smallest p of their sizes", "[eval][stats]")
{
    const auto three = compare_ranks(std::vector<double>{1, 2, 3}, std::vector<double>{4, 5, 6});
    CHECK(three.exact);
    CHECK(three.u == 9);
    CHECK(three.p == Approx(2.0 / 20));

    CHECK(smallest_p(3, 3) == Approx(2.0 / 20));
    CHECK(smallest_p(4, 4) == Approx(2.0 / 70));
    CHECK(smallest_p(5, 5) == Approx(2.0 / 252));
    CHECK(smallest_p(0, 5) == 1);
}

TEST_CASE("the exact p of three against three is counted by hand", "[eval][stats]")
{
    const auto made = compare_ranks(std::vector<double>{5, 1, 3}, std::vector<double>{2, 6, 4});

    CHECK(made.u == 6);
    // Of 20 splits 1, 1, 2 and 3 have a U of 0, 1, 2 and 3.
    CHECK(made.p == Approx(14.0 / 20));
}

TEST_CASE("critical values are those of the published tables", "[eval][stats]")
{
    struct row {
        std::size_t first, second, critical;
    };
    for (const auto& [first, second, critical] :
         {row{5, 5, 2}, row{6, 8, 8}, row{8, 8, 13}, row{10, 10, 23}, row{20, 20, 127}}) {
        INFO(first << " against " << second);
        const u_distribution chance(first, second);
        CHECK(chance.is_exact());
        CHECK(2 * chance.at_most(critical) <= 0.05);
        CHECK(2 * chance.at_most(critical + 1) > 0.05);
        CHECK(chance.at_most(first * second) == Approx(1));
    }
}

TEST_CASE("ties are tested by the corrected normal approximation", "[eval][stats]")
{
    const auto made =
        compare_ranks(std::vector<double>{1, 2, 2, 3}, std::vector<double>{2, 3, 4, 4});

    CHECK_FALSE(made.exact);
    CHECK(made.u == 13.5);
    // |13.5 - 8| - 0.5 over sqrt(16 / 12 * (9 - 36 / 56)).
    CHECK(made.p == Approx(0.134167).epsilon(1e-4));
}

TEST_CASE("nothing and equal values are no evidence", "[eval][stats]")
{
    const std::vector<double> same(5, 3.0);
    CHECK(compare_ranks({}, same).p == 1);
    CHECK(compare_ranks(same, same).p == 1);
    CHECK(compare_ranks(same, same).u == 12.5);
    CHECK(compare_ranks(std::vector{std::nan("")}, same).p > 0);
}

TEST_CASE("the rank test ignores order and unit and is symmetric", "[eval][stats]")
{
    for (std::uint64_t seed = 1; seed <= 20; ++seed) {
        INFO("seed " << seed);
        auto first = any_sample(seed, 4 + seed);
        const auto second = any_sample(seed + 1000, 30 - seed / 2);
        const auto before = compare_ranks(first, second);

        std::reverse(first.begin(), first.end());

        CHECK(compare_ranks(first, second).p == before.p);
        CHECK(compare_ranks(scaled(first, 8), scaled(second, 8)).p == before.p);
        CHECK(compare_ranks(second, first).p == Approx(before.p));
        CHECK(before.p > 0);
        CHECK(before.p <= 1);
    }
}

TEST_CASE("the normal approximation meets the exact test where it takes over", "[eval][stats]")
{
    const u_distribution exact(25, 25);
    const u_distribution normal(25, 26);

    CHECK(exact.is_exact());
    CHECK_FALSE(normal.is_exact());
    for (const std::size_t u : {200U, 250U, 300U})
        CHECK(normal.at_most(u * 26 / 25) == Approx(exact.at_most(u)).margin(0.004));
}
