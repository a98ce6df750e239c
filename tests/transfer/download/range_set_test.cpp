#include "support/catch.hpp"
#include "transfer/download/range_set.hpp"

#include <random>

using namespace sluice;
using ranges = std::vector<state::durable_range>;

TEST_CASE("ranges that touch or overlap are one", "[transfer][range_set]")
{
    transfer::range_set set;

    set.add({10, 20});
    set.add({30, 40});
    CHECK(set.ranges() == ranges{{10, 20}, {30, 40}});
    set.add({20, 30});
    set.add({5, 12});
    set.add({7, 7});

    CHECK(set.ranges() == ranges{{5, 40}});
    CHECK(set.bytes() == 35);
    CHECK(set.prefix() == 0);
    CHECK(set.missing(50) == ranges{{0, 5}, {40, 50}});
}

TEST_CASE("a range is covered only if all of it is there", "[transfer][range_set]")
{
    const transfer::range_set set(ranges{{0, 10}, {20, 30}});

    CHECK(set.covers({0, 10}));
    CHECK(set.covers({22, 25}));
    CHECK(set.covers({15, 15}));
    CHECK_FALSE(set.covers({5, 25}));
    CHECK_FALSE(set.covers({10, 20}));
    CHECK(set.prefix() == 10);
}

TEST_CASE("a set of ranges says the same as a list of bytes", "[transfer][range_set]")
{
    const auto seed = std::random_device{}();
    INFO("seed " << seed);
    std::mt19937 random(seed);
    transfer::range_set set;
    std::vector<bool> there(64, false);

    for (int i = 0; i < 40; ++i) {
        const auto first = random() % 64;
        const auto past = first + random() % (65 - first);
        set.add({first, past});
        std::fill(there.begin() + static_cast<long>(first), there.begin() + static_cast<long>(past),
                  true);
        for (std::uint64_t at = 0; at < 64; ++at)
            CHECK(set.covers({at, at + 1}) == there[at]);
    }
}
