#include "any_sample.hpp"
#include "eval/stats/bootstrap.hpp"
#include "eval/stats/index_draw.hpp"
#include "eval/stats/summary.hpp"
#include "support/catch.hpp"

#include <algorithm>
#include <cmath>

using namespace sluice::eval;
using sluice::test::any_sample;
using sluice::test::scaled;

TEST_CASE("the interval of the median of nine values is counted by hand", "[eval][stats]")
{
    const std::vector<double> values{9, 2, 7, 4, 5, 6, 3, 8, 1};

    // A resample's median is at most the 2nd value in 3.0 % of cases, at most the 1st in 0.14 %.
    CHECK(median_interval(values, {.resamples = 20'000}) == interval{2, 8});
    CHECK(median_interval(values, {.resamples = 20'000, .confidence = 0.8}) == interval{3, 7});
}

TEST_CASE("the interval of few values goes from end to end", "[eval][stats]")
{
    CHECK(std::isnan(median_interval({}).low));
    CHECK(median_interval(std::vector<double>{4}) == interval{4, 4});
    CHECK(median_interval(std::vector<double>{3, 1, 2}) == interval{1, 3});
    CHECK(median_interval(std::vector<double>{5, 4, 3, 2, 1}) == interval{1, 5});
}

TEST_CASE("the same seed draws the same numbers", "[eval][stats]")
{
    const auto values = any_sample(1, 40);
    CHECK(median_interval(values, {.seed = 7}) == median_interval(values, {.seed = 7}));
    CHECK_FALSE(median_interval(values, {.resamples = 50, .seed = 7}) ==
                median_interval(values, {.resamples = 50, .seed = 8}));

    index_draw index(1);
    std::vector<std::size_t> drawn;
    for (int i = 0; i < 8; ++i)
        drawn.push_back(index.below(10));
    CHECK(drawn == std::vector<std::size_t>{8, 2, 0, 6, 4, 9, 8, 5});
}

TEST_CASE("indices are drawn evenly", "[eval][stats]")
{
    index_draw index(3);
    std::vector<unsigned> seen(7);
    for (int i = 0; i < 7000; ++i)
        ++seen.at(index.below(7));

    CHECK(*std::min_element(seen.begin(), seen.end()) > 880);
    CHECK(*std::max_element(seen.begin(), seen.end()) < 1120);
}

TEST_CASE("values that are alike in a repeat count as one", "[eval][stats]")
{
    const std::vector<std::vector<double>> repeats{{1, 1, 1, 1}, {}, {2, 2, 2, 2}, {3, 3, 3, 3}};
    const std::vector<double> pooled{1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3};

    const auto narrow = median_interval(pooled, {.confidence = 0.8});

    CHECK(cluster_median_interval(repeats, {.confidence = 0.8}) == interval{1, 3});
    CHECK(narrow.high - narrow.low < 2);
    CHECK(std::isnan(cluster_median_interval({{}, {}}).low));
    CHECK(cluster_percentile_interval(repeats, 1, {.confidence = 0.5}).high == 3);
}

TEST_CASE("intervals ignore the unit and hold the median", "[eval][stats]")
{
    for (std::uint64_t seed = 1; seed <= 10; ++seed) {
        INFO("seed " << seed);
        const auto values = any_sample(seed, 15);

        const auto made = median_interval(values);
        const auto scaled_up = median_interval(scaled(values, 4));

        CHECK(made.contains(median(values)));
        CHECK(scaled_up == interval{4 * made.low, 4 * made.high});
    }
}

TEST_CASE("the ratio of medians has no unit", "[eval][stats]")
{
    const std::vector<double> base{1, 2, 3};
    const auto made = median_ratio(base, std::vector<double>{4, 5, 6}, {.resamples = 20'000});
    CHECK(made.ratio == 2.5);
    // 3 against 4 and 1 against 6 are drawn in 6.7 % of cases each.
    CHECK(made.range == interval{4.0 / 3, 6});

    const auto same = median_ratio(scaled(base, 8), scaled(base, 16));
    CHECK(same.ratio == 2);
    CHECK(same.range.contains(2));
    CHECK(std::isnan(median_ratio({}, base).ratio));
    CHECK(std::isnan(median_ratio(std::vector<double>{0, 1, 2}, base).range.low));
}
