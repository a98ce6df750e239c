#include "base/unique_fd.hpp"
#include "eval/link/impairment_under_test.hpp"
#include "eval/link/one_way.hpp"

#include <sys/socket.h>

#include <array>
#include <bit>
#include <optional>

using namespace sluice;
using namespace sluice::eval;
using namespace sluice::eval::test;
using namespace std::chrono_literals;

namespace {

/// One direction that writes to a socket which keeps the bounds of frames.
struct way_under_test {
    explicit way_under_test(const link_spec& what) : way(what, 0, open_ends()) {}

    int open_ends()
    {
        std::array<int, 2> made{};
        REQUIRE(::socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_NONBLOCK, 0, made.data()) == 0);
        ends = {unique_fd(made[0]), unique_fd(made[1])};
        return made[0];
    }

    /// The next frame that came out; none when there is none now.
    std::optional<byte_buffer> take() const
    {
        byte_buffer got(4096);
        const auto size = ::recv(ends[1].get(), got.data(), got.size(), MSG_DONTWAIT);
        if (size < 0) return {};
        got.resize(static_cast<std::size_t>(size));
        return got;
    }

    std::array<unique_fd, 2> ends;
    one_way way;
};

byte_buffer frame_of(std::size_t size, unsigned char fill)
{
    return byte_buffer(size, std::byte{fill});
}

int bits_apart(const byte_buffer& left, const byte_buffer& right)
{
    REQUIRE(left.size() == right.size());
    int apart = 0;
    for (std::size_t i = 0; i < left.size(); ++i)
        apart += std::popcount(std::to_integer<unsigned>(left[i] ^ right[i]));
    return apart;
}

} // namespace

TEST_CASE("without a delay a frame comes out at once and whole", "[eval][one_way]")
{
    way_under_test link(spec_of("0ms"));
    auto sent = frame_of(1000, 0x5a);

    link.way.feed(sent, start);

    CHECK(link.take() == sent);
    CHECK_FALSE(link.way.next());
    CHECK(link.way.counters().delivered == 1);
    CHECK(link.way.counters().bytes == 1000);
}

TEST_CASE("a delayed frame comes out when it is due", "[eval][one_way]")
{
    way_under_test link(spec_of("10ms"));
    auto sent = frame_of(100, 1);
    link.way.feed(sent, start);
    CHECK(link.way.next() == start + 10ms);

    link.way.deliver_due(start + 10ms - 1ns);
    CHECK_FALSE(link.take());
    link.way.deliver_due(start + 10ms);

    CHECK(link.take() == sent);
    CHECK_FALSE(link.way.next());
}

TEST_CASE("a flip changes exactly one bit", "[eval][one_way]")
{
    way_under_test link(spec_of("flip=100%"));
    for (int i = 0; i < 1000; ++i) {
        const auto sent = frame_of(60, static_cast<unsigned char>(i));
        auto given = sent;

        link.way.feed(given, start);

        const auto got = link.take();
        REQUIRE(got);
        REQUIRE(bits_apart(sent, *got) == 1);
    }
    CHECK(link.way.counters().flipped == 1000);
}

TEST_CASE("the duplicate of a flipped frame is as it was sent", "[eval][one_way]")
{
    way_under_test link(spec_of("flip=100%,dup=100%"));
    const auto sent = frame_of(60, 7);
    auto given = sent;

    link.way.feed(given, start);

    const auto first = link.take(), second = link.take();
    REQUIRE(first);
    CHECK(bits_apart(*first, sent) == 1);
    CHECK(second == sent);
    CHECK_FALSE(link.take());
    CHECK(link.way.counters().duplicated == 1);
    CHECK(link.way.counters().delivered == 2);
}

TEST_CASE("every frame is counted once for what befell it", "[eval][one_way]")
{
    way_under_test link(spec_of("10%,8Mbit,queue=50,seed=11"));
    for (int i = 0; i < 200; ++i) {
        auto given = frame_of(1000, 0);
        link.way.feed(given, start);
    }
    link.way.deliver_due(start + 1h);

    const auto counted = link.way.counters();
    CHECK(counted.frames == 200);
    CHECK(counted.lost > 0);
    CHECK(counted.delivered == 50);
    CHECK(counted.lost + counted.overflowed + counted.delivered == 200);
    CHECK(describe(link_counters{counted, {}}).find(" 50 delivered, ") != std::string::npos);
}
