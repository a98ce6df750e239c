#include "any_sample.hpp"
#include "eval/stats/summary.hpp"
#include "support/catch.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

using namespace sluice::eval;
using sluice::test::any_sample;
using sluice::test::scaled;

TEST_CASE("a summary has mean and deviation of the sample", "[eval][stats]")
{
    const std::vector<double> values{2, 4, 4, 4, 5, 5, 7, 9};

    const auto made = summarize(values);

    CHECK(made.count == 8);
    CHECK(made.mean == Approx(5));
    CHECK(made.sd == Approx(std::sqrt(32.0 / 7)));
    CHECK(made.min == 2);
    CHECK(made.p50 == Approx(4.5));
    CHECK(made.max == 9);
}

TEST_CASE("percentiles lie between two values by type 7", "[eval][stats]")
{
    const std::vector<double> few{40, 15, 50, 20, 35};
    CHECK(percentile(few, 0.4) == Approx(29));
    CHECK(percentile(few, 0) == 15);
    CHECK(percentile(few, 1) == 50);

    std::vector<double> many(1001);
    std::iota(many.begin(), many.end(), 0.0);
    const auto made = summarize(many);
    CHECK(made.p50 == Approx(500));
    CHECK(made.p90 == Approx(900));
    CHECK(made.p95 == Approx(950));
    CHECK(made.p99 == Approx(990));
    CHECK(made.p99_9 == Approx(999));
}

TEST_CASE("no value has no summary and one value is its own", "[eval][stats]")
{
    const auto none = summarize({});
    CHECK(none.count == 0);
    CHECK(std::isnan(none.mean));
    CHECK(std::isnan(none.p50));
    CHECK(std::isnan(none.max));

    const auto one = summarize(std::vector<double>{7});
    CHECK(one.count == 1);
    CHECK(one.mean == 7);
    CHECK(std::isnan(one.sd));
    CHECK(one.min == 7);
    CHECK(one.p99_9 == 7);
}

TEST_CASE("a far percentile of few values is next to the largest", "[eval][stats]")
{
    const auto made = summarize(std::vector<double>{1, 2, 3, 4, 100});

    CHECK(made.p99_9 > 99);
    CHECK(made.p99_9 < made.max);
}

TEST_CASE("the number of samples that a percentile wants is that of Wilks", "[eval][stats]")
{
    CHECK(samples_wanted(0.5) == 5);
    CHECK(samples_wanted(0.9) == 29);
    CHECK(samples_wanted(0.95) == 59);
    CHECK(samples_wanted(0.99) == 299);
    CHECK(samples_wanted(0.999) == 2995);
}

TEST_CASE("a summary does not depend on the order and follows the unit", "[eval][stats]")
{
    for (std::uint64_t seed = 1; seed <= 20; ++seed) {
        INFO("seed " << seed);
        auto values = any_sample(seed, 10 + seed);
        const auto before = summarize(values);

        std::reverse(values.begin(), values.end());
        const auto turned = summarize(values);
        const auto doubled = summarize(scaled(values, 2));

        CHECK(turned.mean == before.mean);
        CHECK(turned.sd == before.sd);
        CHECK(turned.p95 == before.p95);
        CHECK(doubled.mean == 2 * before.mean);
        CHECK(doubled.sd == Approx(2 * before.sd));
        CHECK(doubled.p99 == 2 * before.p99);
        CHECK(before.min <= before.p50);
        CHECK(before.p50 <= before.p90);
        CHECK(before.p99_9 <= before.max);
    }
}
