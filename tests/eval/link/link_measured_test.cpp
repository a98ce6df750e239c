#include "eval/link/emulated_link.hpp"
#include "eval/link/link_under_test.hpp"
#include "support/catch.hpp"

#include <sys/socket.h>

#include <algorithm>
#include <bit>
#include <cstring>
#include <thread>

using namespace sluice;
using namespace sluice::eval;
using namespace sluice::eval::test;
using namespace std::chrono_literals;

namespace {

using clock_type = std::chrono::steady_clock;

/// One way in real time, until the kernel had the frame: when this test gets to run does not count.
std::chrono::nanoseconds way_of_frame(const unique_fd& from, const unique_fd& to)
{
    timespec sent{}, came{};
    char frame[100] = {};
    alignas(cmsghdr) char control[200] = {};
    iovec into{frame, sizeof frame};
    msghdr what{};
    what.msg_iov = &into;
    what.msg_iovlen = 1;
    what.msg_control = control;
    what.msg_controllen = sizeof control;
    ::clock_gettime(CLOCK_REALTIME, &sent);
    REQUIRE(::send(from.get(), frame, sizeof frame, 0) == sizeof frame);
    REQUIRE(::recvmsg(to.get(), &what, 0) == sizeof frame);
    const auto* stamp = CMSG_FIRSTHDR(&what);
    REQUIRE(stamp != nullptr);
    REQUIRE(stamp->cmsg_type == SCM_TIMESTAMPNS);
    std::memcpy(&came, CMSG_DATA(stamp), sizeof came);
    return std::chrono::seconds(came.tv_sec - sent.tv_sec) +
           std::chrono::nanoseconds(came.tv_nsec - sent.tv_nsec);
}

/// There and back, 50 times: what else the machine does only makes some of them longer.
std::chrono::nanoseconds shortest_round_trip(const emulated_link& link)
{
    const datagram_pair sockets(link);
    const int yes = 1;
    for (const auto* socket : {&sockets.a, &sockets.b})
        REQUIRE(::setsockopt(socket->get(), SOL_SOCKET, SO_TIMESTAMPNS, &yes, sizeof yes) == 0);
    auto shortest = std::chrono::nanoseconds::max();
    for (int i = 0; i < 50; ++i) {
        const auto there = way_of_frame(sockets.a, sockets.b);
        shortest = std::min(shortest, there + way_of_frame(sockets.b, sockets.a));
    }
    return shortest;
}

/// Sends that many datagrams of 1,000 times one letter from A to B and gives those that came.
std::vector<std::string> send_datagrams(const emulated_link& link, const datagram_pair& sockets,
                                        std::uint64_t count)
{
    for (std::uint64_t i = 0; i < count; ++i) {
        const std::string text(1000, static_cast<char>('a' + i % 26));
        REQUIRE(::send(sockets.a.get(), text.data(), text.size(), 0) == 1000);
    }
    const auto limit = clock_type::now() + 5s;
    while (link.counters()[0].frames < count && clock_type::now() < limit)
        std::this_thread::yield();
    std::vector<std::string> got;
    std::string text(2000, '\0');
    while (true) {
        const auto size = ::recv(sockets.b.get(), text.data(), text.size(), MSG_DONTWAIT);
        if (size < 0) return got;
        got.push_back(text.substr(0, static_cast<std::size_t>(size)));
    }
}

/// Bytes a second that a stream of so many bytes from A to B came with.
double measured_throughput(const emulated_link& link, std::size_t bytes)
{
    const auto listener = socket_on(link, link_side::b, SOCK_STREAM);
    const auto client = socket_on(link, link_side::a, SOCK_STREAM);
    REQUIRE(::listen(listener.get(), 1) == 0);
    REQUIRE(connect_to(client, listener));
    const unique_fd server(::accept4(listener.get(), nullptr, nullptr, SOCK_CLOEXEC));
    REQUIRE(server);
    const std::string content(bytes, 'x');
    std::thread sender([&] {
        [[maybe_unused]] const auto put =
            ::send(client.get(), content.data(), content.size(), MSG_NOSIGNAL);
        ::shutdown(client.get(), SHUT_WR);
    });
    std::string piece(65536, '\0');
    std::size_t received = 0;
    const auto begin = clock_type::now();
    while (true) {
        const auto got = ::recv(server.get(), piece.data(), piece.size(), 0);
        if (got <= 0) break;
        received += static_cast<std::size_t>(got);
    }
    const std::chrono::duration<double> took = clock_type::now() - begin;
    sender.join();
    REQUIRE(received == bytes);
    return static_cast<double>(received) / took.count();
}

int bits_apart(const std::string& left, const std::string& right)
{
    int apart = 0;
    for (std::size_t i = 0; i < std::min(left.size(), right.size()); ++i)
        apart += std::popcount(static_cast<unsigned char>(left[i] ^ right[i]));
    return apart;
}

} // namespace

TEST_CASE("a round trip takes twice the delay", "[eval][emulated_link]")
{
    for (const auto* spec : {"5ms", "20ms,ipv6"}) {
        INFO(spec);
        const auto link = open_or_skip(spec);
        if (!link) return;

        const auto trip = shortest_round_trip(*link);

        INFO(trip.count() << " ns");
        CHECK(trip >= 2 * link->spec().delay);
        CHECK(trip < 2 * link->spec().delay + 1ms);
    }
}

TEST_CASE("a link without a delay takes less than a millisecond", "[eval][emulated_link]")
{
    const auto link = open_or_skip("0ms");
    if (!link) return;

    CHECK(shortest_round_trip(*link) < 1ms);
}

TEST_CASE("as many datagrams are lost as was asked for", "[eval][emulated_link]")
{
    const auto link = open_or_skip("5%,seed=2024");
    if (!link) return;
    const datagram_pair sockets(*link);

    const auto got = send_datagrams(*link, sockets, 2000);

    const auto counted = link->counters()[0];
    CHECK(counted.frames == 2000);
    CHECK(counted.lost > 50); // 100, and five standard deviations of 9.7
    CHECK(counted.lost < 150);
    CHECK(got.size() == 2000 - counted.lost);
    CHECK(*link->missed() == 0);
}

TEST_CASE("a stream gets the rate of the link", "[eval][emulated_link]")
{
    const auto link = open_or_skip("20Mbit,5ms");
    if (!link) return;

    // A machine that does something else for a moment makes one stream slow, not each of them.
    double best = 0;
    for (int i = 0; i < 5 && best * 8 < 0.85 * 20e6; ++i)
        best = std::max(best, measured_throughput(*link, 3'000'000));

    INFO(describe(link->counters()));
    CHECK(best * 8 < 20e6);
    CHECK(best * 8 > 0.85 * 20e6);
}

TEST_CASE("checksums catch flipped bits", "[eval][emulated_link]")
{
    const auto link = open_or_skip("flip=100%,seed=4");
    if (!link) return;
    const datagram_pair sockets(*link);

    const auto got = send_datagrams(*link, sockets, 500);

    CHECK(link->counters()[0].flipped == 500);
    // A bit of the Ethernet header's source address is in no checksum.
    CHECK(got.size() < 15);
    for (const auto& text : got)
        CHECK(text == std::string(1000, text.front()));
}

TEST_CASE("without a checksum one flipped bit is seen", "[eval][emulated_link]")
{
    const auto link = open_or_skip("flip=100%,seed=4");
    if (!link) return;
    const datagram_pair sockets(*link);
    const int yes = 1;
    REQUIRE(::setsockopt(sockets.a.get(), SOL_SOCKET, SO_NO_CHECK, &yes, sizeof yes) == 0);

    const auto got = send_datagrams(*link, sockets, 500);

    CHECK(got.size() > 400); // the other flips are in headers
    for (const auto& text : got) {
        const auto often = text[0] == text[1] ? text[0] : text[2];
        CHECK(text.size() <= 1000); // less when a bit of the length was flipped
        CHECK(bits_apart(text, std::string(text.size(), often)) <= 1);
    }
}

TEST_CASE("a stream survives loss and duplicates and another order", "[eval][emulated_link]")
{
    const auto link = open_or_skip("2ms,1%,dup=2%,reorder=2%,flip=0.1%,ipv6,seed=8");
    if (!link) return;

    CHECK(measured_throughput(*link, 1'000'000) > 0);

    const auto counted = link->counters()[0];
    CHECK(counted.lost > 0);
    CHECK(counted.duplicated > 0);
    CHECK(counted.reordered > 0);
}
