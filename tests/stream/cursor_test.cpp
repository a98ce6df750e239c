#include "stream/cursor.hpp"
#include "stream/numbered.hpp"
#include "support/arbitrary.hpp"
#include "support/catch.hpp"

using namespace sluice;
using namespace sluice::stream;
using namespace sluice::test;

namespace {

constexpr std::size_t payload = 8;
constexpr std::size_t no_limit = 1U << 30U;

void publish(ring& into, std::uint64_t count)
{
    for (std::uint64_t i = 0; i < count; ++i)
        into.push(numbered(into.next(), payload));
}

std::vector<std::uint64_t> numbers_of(const batch& of)
{
    std::vector<std::uint64_t> made;
    for (const auto& one : of.messages)
        made.push_back(one->sequence());
    return made;
}

cursor live(policy how, ring& of, cursor_limits limits)
{
    cursor made(how, of.next(), limits);
    REQUIRE(made.take(of, no_limit).empty());
    return made;
}

} // namespace

TEST_CASE("a subscriber that keeps up gets every message once", "[stream][cursor]")
{
    ring all(ring_limits{});
    auto one = live({policy_kind::drop_oldest, 1}, all, {});
    publish(all, 3);
    CHECK(numbers_of(one.take(all, no_limit)) == count_up(0, 3));
    CHECK(one.take(all, no_limit).empty());
    publish(all, 2);
    CHECK(numbers_of(one.take(all, payload)) == count_up(3, 4));
    CHECK(numbers_of(one.take(all, payload)) == count_up(4, 5));
    CHECK(one.counters().sent == 5);
    CHECK(one.counters().missed == 0);
}

TEST_CASE("drop-oldest tells what it left out and goes on with the newest", "[stream][cursor]")
{
    ring all(ring_limits{});
    cursor_limits limits;
    limits.messages = 4;
    auto one = live({policy_kind::drop_oldest, 1}, all, limits);
    publish(all, 10);

    const auto got = one.take(all, no_limit);

    CHECK(got.missing == gap{0, 5, "slow"});
    CHECK(numbers_of(got) == count_up(6, 10));
    CHECK(one.counters().missed == 6);
    CHECK(one.counters().gaps == 1);
}

TEST_CASE("latest gets the newest alone", "[stream][cursor]")
{
    ring all(ring_limits{});
    auto one = live({policy_kind::latest, 1}, all, {});
    publish(all, 1);
    CHECK(numbers_of(one.take(all, no_limit)) == count_up(0, 1));
    publish(all, 5);
    const auto got = one.take(all, no_limit);
    CHECK(got.missing == gap{1, 4, "slow"});
    CHECK(numbers_of(got) == count_up(5, 6));
}

TEST_CASE("decimate sends every K-th message and calls that no gap", "[stream][cursor]")
{
    ring all(ring_limits{});
    publish(all, 7);
    auto one = live({policy_kind::decimate, 5}, all, {});
    publish(all, 20);
    const auto got = one.take(all, no_limit);
    CHECK_FALSE(got.missing);
    CHECK(numbers_of(got) == std::vector<std::uint64_t>{10, 15, 20, 25});
    CHECK(one.counters().thinned == 16);
}

TEST_CASE("disconnect cuts who is too slow and hands out nothing more", "[stream][cursor]")
{
    ring all(ring_limits{});
    cursor_limits limits;
    limits.messages = 4;
    auto one = live({policy_kind::disconnect, 1}, all, limits);
    publish(all, 4);
    CHECK(numbers_of(one.take(all, payload)) == count_up(0, 1));
    publish(all, 2);
    const auto got = one.take(all, no_limit);
    CHECK(got.too_slow);
    CHECK(got.messages.empty());
    CHECK(one.counters().sent == 1);
}

TEST_CASE("block holds the publisher up and misses nothing", "[stream][cursor]")
{
    ring all(ring_limits{});
    cursor_limits limits;
    limits.messages = 4;
    auto one = live({policy_kind::block, 1}, all, limits);
    std::vector<std::uint64_t> seen;
    while (all.next() < 50) {
        while (!one.holds_up(all, payload))
            publish(all, 1);
        const auto got = one.take(all, 2 * payload);
        CHECK_FALSE(got.missing);
        for (const auto number : numbers_of(got))
            seen.push_back(number);
    }
    CHECK(seen == count_up(0, seen.size()));
    CHECK(seen.size() > 40);
}

TEST_CASE("messages replayed come first and their holes are told", "[stream][cursor]")
{
    ring all(ring_limits{});
    publish(all, 3);
    cursor one({policy_kind::drop_oldest, 1}, 0);
    std::vector<shared_message> kept = {numbered(2, payload), numbered(3, payload),
                                        numbered(6, payload)};

    const auto first = one.take_replayed(kept, "expired");
    const auto second = one.take_replayed(kept, "lost");

    CHECK(first.missing == gap{0, 1, "expired"});
    CHECK(numbers_of(first) == count_up(2, 4));
    CHECK(second.missing == gap{4, 5, "lost"});
    CHECK(numbers_of(second) == count_up(6, 7));
}

TEST_CASE("whatever happens, messages and gaps of a subscriber follow one another without a hole",
          "[stream][cursor]")
{
    const auto seed = std::random_device{}();
    INFO("seed " << seed);
    arbitrary random(seed);
    for (int round = 0; round < 200; ++round) {
        ring_limits ring_size;
        ring_size.messages = 8 + random.up_to(40);
        ring all(ring_size, random.up_to(1000));
        const policy how{static_cast<policy_kind>(random.up_to(4)), 1 + random.up_to(5)};
        cursor_limits limits;
        limits.messages = 1 + random.up_to(7); // the ring holds 8
        auto expected = all.next();
        cursor one(how, expected, limits);
        CHECK(one.take(all, payload).empty());
        bool cut = false;
        std::uint64_t sent = 0;
        for (int step = 0; step < 100 && !cut; ++step) {
            for (auto left = random.up_to(12); left > 0 && !one.holds_up(all, payload); --left)
                publish(all, 1);
            if (random.one_in(3)) continue;
            const auto got = one.take(all, payload * (1 + random.up_to(9)));
            cut = got.too_slow;
            if (got.missing) {
                CHECK(got.missing->from == expected);
                expected = got.missing->to + 1;
            }
            for (const auto& each : got.messages) {
                const auto skipped = each->sequence() - expected;
                if (how.kind == policy_kind::decimate)
                    CHECK(skipped < how.every);
                else
                    CHECK(skipped == 0);
                expected = each->sequence() + 1;
                ++sent;
            }
            if (how.kind == policy_kind::decimate) expected = one.next();
            CHECK(one.next() == expected);
        }
        CHECK(one.counters().sent == sent);
        if (how.kind == policy_kind::block) CHECK(one.counters().missed == 0);
        if (cut) CHECK(how.kind == policy_kind::disconnect);
    }
}

TEST_CASE("a ring holds the newest messages within its limits", "[stream][ring]")
{
    ring_limits limits;
    limits.messages = 5;
    ring all(limits, 100);
    publish(all, 12);
    CHECK(all.first() == 107);
    CHECK(all.next() == 112);
    CHECK(all.at(107)->sequence() == 107);
    limits.bytes = 1;
    ring small(limits);
    publish(small, 3);
    CHECK(small.size() == 1);
    CHECK(small.first() == 2);
}
