#include "eval/link/link_spec.hpp"
#include "support/catch.hpp"

using namespace sluice;
using namespace sluice::eval;
using namespace std::chrono_literals;

TEST_CASE("the parts of a link come in any order", "[eval][link_spec]")
{
    const auto one = parse_link_spec("50ms,1%,100Mbit");
    const auto other = parse_link_spec("100Mbit,1%,50ms");

    REQUIRE(one);
    REQUIRE(other);
    CHECK(*one == *other);
    CHECK(one->delay == 50ms);
    CHECK(one->loss == Approx(0.01));
    CHECK(one->rate == 100'000'000);
    CHECK_FALSE(one->ipv6);
}

TEST_CASE("every part of a link can be given", "[eval][link_spec]")
{
    const auto got = parse_link_spec("0.5ms,±250us,loss=0.1%,dup=2%,reorder=3%,flip=4%,10Mbyte,"
                                     "queue=64K,seed=9,ipv6");

    REQUIRE(got);
    CHECK(got->delay == 500us);
    CHECK(got->jitter == 250us);
    CHECK(got->loss == Approx(0.001));
    CHECK(got->duplicate == Approx(0.02));
    CHECK(got->reorder == Approx(0.03));
    CHECK(got->flip == Approx(0.04));
    CHECK(got->rate == 80'000'000);
    CHECK(got->queue_bytes == 65536U);
    CHECK_FALSE(got->queue_frames);
    CHECK(got->seed == 9);
    CHECK(got->ipv6);
}

TEST_CASE("a queue is counted in frames or in bytes", "[eval][link_spec]")
{
    const auto frames = parse_link_spec("1Gbit,queue=20");
    const auto bytes = parse_link_spec("1Gbit,queue=20K");
    const auto fast = parse_link_spec("1Gbit");
    const auto slow = parse_link_spec("80kbit");

    REQUIRE((frames && bytes && fast && slow));
    CHECK(queue_of(*frames).frames == 20);
    CHECK(queue_of(*frames).bytes > 1'000'000'000);
    CHECK(queue_of(*bytes).bytes == 20480);
    CHECK(queue_of(*bytes).frames > 1'000'000'000);
    CHECK(queue_of(*fast).frames == 1000);
    CHECK(queue_of(*slow).bytes == 10'000); // a second of the rate
}

TEST_CASE("a link described is the same link when read again", "[eval][link_spec]")
{
    for (const auto* text :
         {"0ms", "50ms,1%,100Mbit", "1s,±5ms,7%,dup=0.25%,reorder=1%,flip=0.001%",
          "123.456ms,1234567bit,queue=7", "2us,10kbyte,queue=3001B,seed=0,ipv6"}) {
        INFO(text);
        const auto first = parse_link_spec(text);
        REQUIRE(first);

        const auto again = parse_link_spec(describe(*first));

        INFO(describe(*first));
        REQUIRE(again);
        CHECK(describe(*again) == describe(*first));
        CHECK(again->delay == first->delay);
        CHECK(again->rate == first->rate);
        CHECK(again->loss == Approx(first->loss));
    }
    CHECK(describe(*parse_link_spec("1%,50ms,100Mbit")) == "50ms,loss=1%,100Mbit,seed=1");
}

TEST_CASE("a bad part of a link is named", "[eval][link_spec]")
{
    for (const auto* part : {"5x",
                             "",
                             "50",
                             "ms",
                             "-5ms",
                             "61s",
                             "nanms",
                             "101%",
                             "-1%",
                             "loss=1",
                             "loss=%",
                             "±5%",
                             "jitter=",
                             "0bit",
                             "Mbit",
                             "9999Gbit",
                             "queue=0",
                             "queue=-1",
                             "queue=2000000",
                             "queue=1G",
                             "seed=x",
                             "seed=-1",
                             "ipv6=1",
                             "ipv4",
                             "colour=red",
                             "=",
                             "5ms "}) {
        INFO("part '" << part << "'");

        const auto got = parse_link_spec(std::string("100Mbit,") + part);

        REQUIRE_FALSE(got);
        CHECK(got.error() == errc::bad_usage);
        CHECK(got.error().detail().find(std::string("'") + part + "'") == 0);
    }
    CHECK_FALSE(parse_link_spec(""));
}

TEST_CASE("a part of a link stands only once", "[eval][link_spec]")
{
    for (const auto* text : {"5ms,6ms", "1%,loss=2%", "1Mbit,rate=2Mbit", "ipv6,ipv6"}) {
        INFO(text);
        const auto got = parse_link_spec(text);
        REQUIRE_FALSE(got);
        CHECK(got.error().detail().find("is a second") != std::string::npos);
    }
}

TEST_CASE("parts that need another say so", "[eval][link_spec]")
{
    const auto reorder = parse_link_spec("reorder=1%");
    const auto queue = parse_link_spec("5ms,queue=10");

    REQUIRE_FALSE(reorder);
    CHECK(reorder.error().detail().find("needs a delay") != std::string::npos);
    REQUIRE_FALSE(queue);
    CHECK(queue.error().detail().find("needs a rate") != std::string::npos);
}
