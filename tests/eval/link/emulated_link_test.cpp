#include "eval/link/emulated_link.hpp"
#include "eval/link/link_under_test.hpp"
#include "support/catch.hpp"
#include "support/program.hpp"

#include <sys/socket.h>
#include <sys/wait.h>

using namespace sluice;
using namespace sluice::eval;
using namespace sluice::eval::test;
using namespace std::chrono_literals;

namespace {

/// What `sh -c script` says on that side.
std::string say_on(const emulated_link& link, link_side where, const std::string& script)
{
    auto words = link.command_prefix(where);
    sluice::test::program_options how;
    how.arguments.assign(words.begin() + 1, words.end());
    for (const auto* word : {"/bin/sh", "-c", script.c_str()})
        how.arguments.emplace_back(word);
    sluice::test::program shell("/usr/bin/" + words.front(), how);
    const auto end = shell.wait(deadline::after(10s));
    INFO(end.err);
    REQUIRE(end.status == 0);
    return end.out;
}

} // namespace

TEST_CASE("a command with the prefix runs on its side", "[eval][emulated_link]")
{
    const auto link = open_or_skip("1ms");
    if (!link) return;
    const auto names = names_of_namespaces(*link);

    CHECK(say_on(*link, link_side::a, "readlink /proc/self/ns/net") == names[0] + "\n");
    CHECK(say_on(*link, link_side::b, "readlink /proc/self/ns/net") == names[1] + "\n");
    CHECK(names[0] != names[1]);
}

TEST_CASE("a side has a loopback device and the link and nothing else", "[eval][emulated_link]")
{
    const auto link = open_or_skip("1ms");
    if (!link) return;

    const auto devices = say_on(*link, link_side::a, "grep -o '^ *[a-z0-9]*:' /proc/net/dev");

    CHECK(devices.find("lo:") != std::string::npos);
    CHECK(devices.find("link:") != std::string::npos);
    CHECK(std::count(devices.begin(), devices.end(), ':') == 2);
}

TEST_CASE("nothing travels but what programs send", "[eval][emulated_link]")
{
    const auto link = open_or_skip("0ms");
    if (!link) return;
    const datagram_pair sockets(*link);

    REQUIRE(::send(sockets.a.get(), "x", 1, 0) == 1);
    char got = 0;
    REQUIRE(::recv(sockets.b.get(), &got, 1, 0) == 1);
    REQUIRE(::send(sockets.b.get(), "y", 1, 0) == 1);
    REQUIRE(::recv(sockets.a.get(), &got, 1, 0) == 1);
    REQUIRE(::send(sockets.a.get(), "z", 1, 0) == 1);
    REQUIRE(::recv(sockets.b.get(), &got, 1, 0) == 1);

    // Two turns after the first frame, it is counted whatever the last turn has told yet.
    const auto counted = link->counters();
    CHECK(counted[0].frames >= 1);
    CHECK(counted[0].frames <= 2);
    CHECK(counted[1].frames == 1);
}

TEST_CASE("several links stand beside each other", "[eval][emulated_link]")
{
    const auto one = open_or_skip("0ms"), other = open_or_skip("0ms,ipv6");
    if (!one || !other) return;
    const datagram_pair here(*one), there(*other);

    REQUIRE(::send(here.a.get(), "1", 1, 0) == 1);
    REQUIRE(::send(there.a.get(), "2", 1, 0) == 1);

    char got = 0;
    REQUIRE(::recv(here.b.get(), &got, 1, 0) == 1);
    CHECK(got == '1');
    REQUIRE(::recv(there.b.get(), &got, 1, 0) == 1);
    CHECK(got == '2');
}

TEST_CASE("the addresses are of the family that is asked for", "[eval][emulated_link]")
{
    const auto link = open_or_skip("0ms,ipv6");
    if (!link) return;

    CHECK(link->address(link_side::a) == "fd83:76::1");
    CHECK(link->address(link_side::b, false) == "10.83.76.2");
    CHECK(link->cpu_seconds() >= 0);
    CHECK(link->cpu_seconds() < 1);
}

TEST_CASE("without the right to a link the error says what is missing", "[eval][emulated_link]")
{
    const auto child = ::fork();
    REQUIRE(child >= 0);
    if (child == 0) {
        if (::geteuid() == 0 && ::setresuid(65534, 65534, 65534) != 0) ::_exit(2);
        const auto made = emulated_link::open({});
        const bool is_told = !made && made.error() == errc::permission_denied &&
                             made.error().detail().find("CAP_SYS_ADMIN") != std::string::npos;
        ::_exit(is_told ? 0 : 1);
    }

    int status = 0;
    REQUIRE(::waitpid(child, &status, 0) == child);
    CHECK(WIFEXITED(status));
    CHECK(WEXITSTATUS(status) == 0);
}
