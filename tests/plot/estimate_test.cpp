#include "plot/estimate.hpp"
#include "support/catch.hpp"

using namespace sluice::plot;
using values = std::vector<double>;

TEST_CASE("a median has an interval in the range of its values", "[plot][estimate]")
{
    const auto made = estimate_median(values{1, 2, 3, 4, 100});

    CHECK(made.value == 3);
    CHECK(made.low >= 1);
    CHECK(made.low < 3);
    CHECK(made.high > 3);
    CHECK(made.high <= 100);
}

TEST_CASE("the interval of one value is that value", "[plot][estimate]")
{
    const auto made = estimate_median(values{7});

    CHECK(made.low == 7);
    CHECK(made.high == 7);
}

TEST_CASE("values of repeats are as sure as repeats are many", "[plot][estimate]")
{
    const values early(100, 1.0);
    const values late(100, 3.0);

    const auto made = estimate_median(std::vector<values>{early, late, early, late});

    CHECK(made.value == 2);
    CHECK(made.low == 1);
    CHECK(made.high == 3);
}

TEST_CASE("the values of a single repeat still have an interval", "[plot][estimate]")
{
    const auto made = estimate_median(std::vector<values>{{1, 2, 3, 4, 100}});

    CHECK(made.low < 3);
    CHECK(made.high > 3);
}

TEST_CASE("very many values are estimated in little time", "[plot][estimate]")
{
    values many(50'000);
    for (std::size_t i = 0; i < many.size(); ++i)
        many[i] = static_cast<double>(i);

    const auto made = estimate_median(many);

    CHECK(made.low == Approx(25'000).epsilon(0.05));
    CHECK(made.high == Approx(25'000).epsilon(0.05));
}

TEST_CASE("half the time is a ratio of one half", "[plot][estimate]")
{
    const auto made =
        estimate_ratio(values{2.0, 2.1, 1.9, 2.0, 2.2}, values{1.0, 1.1, 0.9, 1.0, 1.05});

    CHECK(made.value == Approx(0.5));
    CHECK(made.low < 0.5);
    CHECK(made.high > 0.5);
    CHECK(made.high < 1);
}
