#include "eval/link/impairment_under_test.hpp"

#include <vector>

using namespace sluice;
using namespace sluice::eval;
using namespace sluice::eval::test;
using namespace std::chrono_literals;

TEST_CASE("a frame takes the delay", "[eval][impairment]")
{
    impairment link(spec_of("50ms"), 0);

    CHECK(link.decide(start, 1500).deliver == start + 50ms);
    CHECK(link.decide(start + 1ms, 60).deliver == start + 51ms);
}

TEST_CASE("a link without any part delivers at once", "[eval][impairment]")
{
    impairment link({}, 0);

    const auto fate = link.decide(start, 1500);

    CHECK(fate.dropped == drop_reason::none);
    CHECK(fate.deliver == start);
    CHECK_FALSE(fate.duplicate);
    CHECK_FALSE(fate.flipped_bit);
}

TEST_CASE("jitter stays within its bounds and in order", "[eval][impairment]")
{
    impairment sparse(spec_of("50ms,jitter=10ms"), 0), dense(spec_of("50ms,jitter=10ms"), 0);
    auto least = 1h * 1.0, most = 0h * 1.0;
    auto last = start;

    for (int i = 0; i < 10'000; ++i) {
        const auto came = start + i * 100ms;
        const auto span = sparse.decide(came, 100).deliver - came;
        least = std::min<decltype(least)>(least, span);
        most = std::max<decltype(most)>(most, span);
        const auto deliver = dense.decide(start + i * 1us, 100).deliver;
        REQUIRE(deliver >= last);
        last = deliver;
    }

    CHECK(least >= 40ms);
    CHECK(least < 41ms);
    CHECK(most <= 60ms);
    CHECK(most > 59ms);
}

TEST_CASE("jitter beyond the delay never delivers before a frame came", "[eval][impairment]")
{
    impairment link(spec_of("1ms,jitter=10ms"), 0);

    for (int i = 0; i < 1000; ++i)
        REQUIRE(link.decide(start + i * 1s, 100).deliver >= start + i * 1s);
}

TEST_CASE("frames leave at the rate", "[eval][impairment]")
{
    impairment link(spec_of("8Mbit,10ms"), 0); // a byte in a microsecond

    CHECK(link.decide(start, 1000).deliver == start + 11ms);
    CHECK(link.decide(start, 500).deliver == start + 11500us);
    CHECK(link.decide(start + 1s, 1000).deliver == start + 1011ms);
}

TEST_CASE("the rate is exact over a long time", "[eval][impairment]")
{
    impairment link(spec_of("1Gbit,queue=100000"), 0);
    auto last = start;

    for (int i = 0; i < 82'563; ++i) // 125 MB in frames of 1514
        last = link.decide(start, 1514).deliver;

    CHECK(last - start > 999'900us);
    CHECK(last - start < 1'000'100us);
}

TEST_CASE("what finds the queue full is dropped", "[eval][impairment]")
{
    impairment frames(spec_of("8Mbit,queue=3"), 0), bytes(spec_of("8Mbit,queue=2500B"), 0);
    std::vector<bool> by_frames, by_bytes;

    for (int i = 0; i < 4; ++i) {
        by_frames.push_back(frames.decide(start, 1000).dropped == drop_reason::queue);
        by_bytes.push_back(bytes.decide(start, 1000).dropped == drop_reason::queue);
    }

    CHECK(by_frames == std::vector<bool>{false, false, false, true});
    CHECK(by_bytes == std::vector<bool>{false, false, true, true});
    // One was sent, so there is room for one.
    CHECK(frames.decide(start + 1ms, 1000).dropped == drop_reason::none);
    CHECK(frames.decide(start + 1ms, 1000).dropped == drop_reason::queue);
}

TEST_CASE("a frame larger than the whole queue passes an idle link", "[eval][impairment]")
{
    impairment link(spec_of("8Mbit,queue=100B"), 0);

    CHECK(link.decide(start, 1500).dropped == drop_reason::none);
    CHECK(link.decide(start, 1500).dropped == drop_reason::queue);
    CHECK(link.decide(start + 1500us, 1500).dropped == drop_reason::none);
}

TEST_CASE("a reordered frame overtakes those on their way", "[eval][impairment]")
{
    auto what = spec_of("10ms,reorder=50%,seed=1");
    impairment link(what, 0);
    int overtaking = 0;

    for (int i = 0; i < 1000; ++i) {
        const auto came = start + i * 1ms;
        const auto fate = link.decide(came, 100);
        REQUIRE(fate.deliver == came + (fate.reordered || fate.deliver == came ? 0ms : 10ms));
        overtaking += fate.reordered ? 1 : 0;
    }

    CHECK(overtaking > 400);
    CHECK(overtaking < 600);
}

TEST_CASE("a lone frame cannot be reordered", "[eval][impairment]")
{
    impairment link(spec_of("10ms,reorder=100%"), 0);

    CHECK_FALSE(link.decide(start, 100).reordered);
}

TEST_CASE("a duplicate takes the rate and the queue like any frame", "[eval][impairment]")
{
    impairment link(spec_of("8Mbit,10ms,dup=100%,queue=3"), 0);

    const auto first = link.decide(start, 1000);
    const auto second = link.decide(start, 1000);

    CHECK(first.deliver == start + 11ms);
    CHECK(first.duplicate == start + 12ms);
    CHECK(second.deliver == start + 13ms);
    CHECK_FALSE(second.duplicate);
}
