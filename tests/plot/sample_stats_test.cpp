#include "plot/sample_stats.hpp"
#include "support/catch.hpp"

#include <numeric>

using namespace sluice::plot;

TEST_CASE("mean and median are those of the textbook", "[plot][stats]")
{
    CHECK(sample_mean({1, 2, 6}) == 3);
    CHECK(sample_median({6, 1, 2}) == 2);
    CHECK(sample_median({4, 1, 2, 8}) == 3);
    CHECK(sample_mean({}) == 0);
    CHECK(sample_median({}) == 0);
}

TEST_CASE("an interval holds its median and stays in the range", "[plot][stats]")
{
    const auto made = median_with_interval({1, 2, 3, 4, 100});

    CHECK(made.value == 3);
    CHECK(made.low >= 1);
    CHECK(made.low < 3);
    CHECK(made.high > 3);
    CHECK(made.high <= 100);
}

TEST_CASE("the interval of one value is that value", "[plot][stats]")
{
    const auto made = median_with_interval({7});

    CHECK(made.low == 7);
    CHECK(made.high == 7);
}

TEST_CASE("many values have the ranks around the middle as interval", "[plot][stats]")
{
    std::vector<double> values(10'000);
    std::iota(values.begin(), values.end(), 0.0);

    const auto made = median_with_interval(values);

    CHECK(made.value == Approx(4999.5));
    CHECK(made.low == Approx(4902));
    CHECK(made.high == Approx(5098));
}

TEST_CASE("a ratio of medians far apart has an interval beside 1", "[plot][stats]")
{
    const auto made = ratio_of_medians({1.0, 1.1, 0.9, 1.0, 1.05}, {2.0, 2.1, 1.9, 2.0, 2.2});

    CHECK(made.value == Approx(0.5));
    CHECK(made.low < 0.5);
    CHECK(made.high > 0.5);
    CHECK(made.high < 1);
}

TEST_CASE("a ratio to nothing is no ratio", "[plot][stats]")
{
    CHECK(ratio_of_medians({1}, {0, 0}).value == 0);
}
