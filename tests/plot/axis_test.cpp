#include "plot/axis.hpp"
#include "support/catch.hpp"

#include <algorithm>

using namespace sluice::plot;

namespace {

std::vector<std::string> texts_of(const axis& of)
{
    std::vector<std::string> all;
    for (const auto& one : of.tics)
        if (!one.text.empty()) all.push_back(one.text);
    return all;
}

} // namespace

TEST_CASE("values near each other get a linear axis from 0", "[plot][axis]")
{
    const auto made = value_axis("t (s)", {5, 10});

    CHECK_FALSE(made.is_log);
    CHECK(made.low == 0);
    CHECK(made.high > 10);
    CHECK(made.tics.empty());
}

TEST_CASE("a wide range gets a logarithmic axis with readable marks", "[plot][axis]")
{
    const auto made = value_axis("t (ms)", {0.3, 70});

    CHECK(made.is_log);
    CHECK(made.low == Approx(0.2));
    CHECK(made.high == Approx(100));
    CHECK(texts_of(made) ==
          std::vector<std::string>{"0.2", "0.5", "1", "2", "5", "10", "20", "50", "100"});
}

TEST_CASE("over many decades only powers of ten have text", "[plot][axis]")
{
    const auto made = value_axis("t (ms)", {0.02, 60'000});

    CHECK(texts_of(made) ==
          std::vector<std::string>{"0.01", "0.1", "1", "10", "100", "1000", "10000", "100000"});
}

TEST_CASE("values with a 0 among them and no values have an axis too", "[plot][axis]")
{
    CHECK_FALSE(value_axis("t", {0, 1000}).is_log);
    CHECK(value_axis("t", {0, 0}).high > 0);
    CHECK(value_axis("t", {}).high > 0);
}

TEST_CASE("the unit makes the largest value at least 1", "[plot][axis]")
{
    CHECK(unit_for({0.2, 3}).name == "s");
    CHECK(unit_for({0.2, 0.9}).name == "ms");
    CHECK(unit_for({0.0002, 0.0009}).per_second == 1e6);
    CHECK(unit_for({0}).name == "s");
    CHECK(unit_for({}).name == "s");
}

TEST_CASE("stops keep their marks and lose texts that would touch", "[plot][axis]")
{
    const auto wide = stop_axis("clients", {{1, "1"}, {2, "2"}, {1000, "1000"}}, 500);
    CHECK(texts_of(wide).size() == 3);
    CHECK(wide.low < 1);
    CHECK(wide.high > 1000);

    const auto narrow = stop_axis("size", {{1000, "1000 B"}, {1024, "1 KiB"}, {1e9, "1e9"}}, 500);
    CHECK(narrow.tics.size() == 3);
    CHECK(texts_of(narrow) == std::vector<std::string>{"1000 B", "1e9"});
}

TEST_CASE("one stop has room at both sides", "[plot][axis]")
{
    const auto made = stop_axis("clients", {{4, "4"}}, 500);

    CHECK(made.low < 4);
    CHECK(made.high > 4);
}

TEST_CASE("labels stand at 1 and 2 and so on", "[plot][axis]")
{
    const auto made = label_axis("", {"a", "bb"});

    CHECK(made.tics[0].at == 1);
    CHECK(made.tics[1].at == 2);
    CHECK(text_width(made) == text_width("bb"));
    CHECK(text_width("\u00b5s") == text_width("ms"));
}
