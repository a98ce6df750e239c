#include "eval/run/matrix.hpp"
#include "support/catch.hpp"

#include <map>
#include <set>

using namespace sluice;
using namespace sluice::eval;

TEST_CASE("a list of sizes has numbers with units and ranges that double", "[eval][matrix]")
{
    using list = std::vector<std::uint64_t>;

    CHECK(*parse_sizes("128") == list{128});
    CHECK(*parse_sizes("128,512,2k,1m") == list{128, 512, 2048, 1U << 20U});
    CHECK(*parse_sizes("8k-64k") == list{8192, 16384, 32768, 65536});
    CHECK(*parse_sizes("3-20") == list{3, 6, 12});
    CHECK(*parse_sizes("0") == list{0});
    CHECK(*parse_sizes("2k,1k-4k") == list{2048, 1024, 4096});
    CHECK(*parse_sizes("7-7") == list{7});
}

TEST_CASE("a wrong part of a list is named", "[eval][matrix]")
{
    for (const std::string part : {"", "x", "4k-", "-4k", "8k-4k", "1..4", "2T"}) {
        const auto parsed = parse_sizes("128," + part);

        INFO(part);
        REQUIRE_FALSE(parsed);
        CHECK(parsed.error() == errc::bad_usage);
        CHECK(parsed.error().detail().find("'" + part + "'") != std::string::npos);
    }
    CHECK_FALSE(parse_counts("0", 10));
    CHECK_FALSE(parse_counts("11", 10));
    CHECK_FALSE(parse_counts("1-11", 10));
    CHECK(*parse_counts("1-10", 10) == std::vector<unsigned>{1, 2, 4, 8});
}

TEST_CASE("every combination of the lists is a configuration", "[eval][matrix]")
{
    run_options options;
    options.sizes = {1, 2, 3};
    options.clients = {1, 4};
    options.workers = {1, 2};

    const auto all = configurations_of(options);

    CHECK(all.size() == 12);
    std::set<std::string> labels;
    for (const auto& one : all)
        labels.insert(label_of(one));
    CHECK(labels.size() == 12);
}

TEST_CASE("a plan warms up and then takes every configuration once a round", "[eval][matrix]")
{
    const auto plan = interleave(5, 3, 7);

    REQUIRE(plan.size() == 5 * 4);
    for (unsigned round = 0; round < 4; ++round) {
        std::set<std::size_t> seen;
        for (std::size_t i = 0; i < 5; ++i) {
            CHECK(plan[round * 5 + i].repeat == round);
            seen.insert(plan[round * 5 + i].configuration);
        }
        CHECK(seen.size() == 5);
    }
    CHECK(plan == interleave(5, 3, 7));
    CHECK(plan != interleave(5, 3, 8));
}

TEST_CASE("no configuration has a favoured place in the rounds", "[eval][matrix]")
{
    std::map<std::size_t, unsigned> first;
    const auto plan = interleave(4, 4000, 1);
    for (std::size_t i = 4; i < plan.size(); i += 4)
        ++first[plan[i].configuration];

    for (std::size_t one = 0; one < 4; ++one) {
        INFO(one);
        CHECK(first[one] > 1000 - 150); // 5 standard deviations are 137
        CHECK(first[one] < 1000 + 150);
    }
}

TEST_CASE("arrivals come at the rate asked for and at random", "[eval][matrix]")
{
    std::mt19937_64 random(3);

    const auto points = arrivals(10'000, 50, random);

    REQUIRE(points.size() == 10'000);
    CHECK(points[0] == 0);
    CHECK(std::is_sorted(points.begin(), points.end()));
    CHECK(points.back() == Approx(10'000 / 50.0).epsilon(0.05));
    double squares = 0;
    for (std::size_t i = 1; i < points.size(); ++i)
        squares += (points[i] - points[i - 1]) * (points[i] - points[i - 1]);
    // The second moment of exponential gaps is twice the square of their mean.
    CHECK(squares / 9999 == Approx(2 / (50.0 * 50.0)).epsilon(0.1));
    std::mt19937_64 again(3);
    CHECK(points == arrivals(10'000, 50, again));
}
