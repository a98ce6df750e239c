#include "eval/link/link_end.hpp"
#include "support/catch.hpp"

#include <arpa/inet.h>
#include <sched.h>
#include <sys/socket.h>
#include <unistd.h>

#include <iostream>
#include <thread>

using namespace sluice;
using namespace sluice::eval;

namespace {

/// Where nobody answers. How many of the datagrams the interface was given.
int send_there(const unique_fd& name_space, const char* address, int count)
{
    if (::setns(name_space.get(), CLONE_NEWNET) != 0) return 0;
    const unique_fd socket(::socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0));
    sockaddr_in to{};
    to.sin_family = AF_INET;
    to.sin_port = htons(9);
    ::inet_pton(AF_INET, address, &to.sin_addr);
    int sent = 0;
    for (int i = 0; i < count; ++i)
        sent += ::sendto(socket.get(), "x", 1, 0, reinterpret_cast<sockaddr*>(&to), sizeof to) > 0;
    return sent;
}

} // namespace

TEST_CASE("frames that nobody reads in time are counted as missed", "[eval][link_end]")
{
    if (::geteuid() != 0) {
        std::cerr << "SKIPPED: a network namespace needs root\n";
        return;
    }
    interface_options how;
    how.name = "link";
    how.ipv4_address = "10.83.76.1";
    how.queue_frames = 10;
    const auto end = open_link_end(how);
    REQUIRE(end);
    REQUIRE(*frames_missed(end->name_space, "link") == 0);

    int sent = 0;
    std::thread sender([&] { sent = send_there(end->name_space, "10.83.76.2", 30); });
    sender.join();

    const auto missed = frames_missed(end->name_space, "link");
    REQUIRE(missed);
    CHECK(sent == 30);
    CHECK(*missed == 20);
    CHECK(frames_missed(end->name_space, "other").error() == errc::not_found);
}

TEST_CASE("an interface with a bad address is not made", "[eval][link_end]")
{
    if (::geteuid() != 0) {
        std::cerr << "SKIPPED: a network namespace needs root\n";
        return;
    }
    interface_options how;
    how.name = "link";
    how.ipv4_address = "10.83.76.1";
    how.ipv6_address = "not an address";

    const auto end = open_link_end(how);

    REQUIRE_FALSE(end);
    CHECK(end.error().detail() == "not an address");
}
