#include "support/agent_server.hpp"
#include "support/catch.hpp"
#include "support/fault_proxy.hpp"
#include "support/test_agent.hpp"

#include <csignal>

namespace sluice::test {
namespace {

using namespace std::chrono_literals;

constexpr std::size_t mib = 1U << 20U;

} // namespace

TEST_CASE("a newer agent of the same id fences the older, which stays away", "[system][agent]")
{
    agent_server server;
    test_agent older(server.port(), "shop-1");
    const auto first = server.wait_for("shop-1");
    test_agent newer(server.port(), "shop-1");
    newer.files().write("a.txt", "of the newer");

    const auto second = server.wait_for("shop-1", first.get());

    CHECK(eventually([&] { return older.has_logged("fenced"); }, deadline::after(20s)));
    CHECK_FALSE(older.running().has_ended());
    CHECK(agent_server::resolve(first, "a.txt").error() == errc::peer_closed);
    CHECK_FALSE(agent_server::pull(second, "a.txt", "a.txt").failed);
    CHECK(server.host().agents.find("shop-1") == second);
    CHECK(server.host().agents.size() == 1);
}

TEST_CASE("a pull of an agent that was fenced ends, and its bytes serve the next one",
          "[system][agent]")
{
    agent_server server;
    test_agent older(server.port(), "shop-1");
    older.files().write("a.bin", sample_bytes(40 * mib));
    const auto first = server.wait_for("shop-1");
    server::pull_order slow;
    slow.rate = 8 * mib;
    auto pull = agent_server::begin(first, "a.bin", "a.bin", slow);
    REQUIRE(
        eventually([&] { return pull.progress().bytes_verified > 2 * mib; }, deadline::after(30s)));

    test_agent newer(server.port(), "shop-1", {"--export", "more=" + older.files().path()});
    const auto outcome = pull.wait();

    REQUIRE(outcome.failed);
    CHECK(*outcome.failed == errc::peer_closed);
    const auto second = server.wait_for("shop-1", first.get());
    CHECK(second->facts().exports == std::vector<std::string>{"data", "more"});
}

TEST_CASE("an agent that was stopped counts as gone, and comes back", "[system][agent]")
{
    agent_server server;
    test_agent agent(server.port(), "shop-1");
    agent.files().write("a.txt", "1");
    const auto first = server.wait_for("shop-1");

    agent.running().signal(SIGSTOP);
    const bool gone = server.wait_until_gone("shop-1", deadline::after(30s));
    agent.running().signal(SIGCONT);

    CHECK(gone);
    const auto again = server.wait_for("shop-1", first.get());
    CHECK_FALSE(agent_server::pull(again, "a.txt", "a.txt").failed);
}

TEST_CASE("an agent notices that its server has gone silent", "[system][agent]")
{
    agent_server server;
    connection_faults silent;
    silent.to_client.stall_after = 500; // welcome and registration pass
    fault_proxy proxy(server.port(), only_first(1, silent));
    test_agent agent(proxy.port(), "shop-1");

    CHECK(eventually([&] { return agent.has_logged("timed_out"); }, deadline::after(30s)));
    CHECK(eventually([&] { return proxy.connections() >= 2; }, deadline::after(30s)));
    const auto link = server.wait_for("shop-1");
    CHECK(agent_server::resolve(link, "data"));
}

TEST_CASE("an agent that is told to stop finishes its pulls first", "[system][agent]")
{
    agent_server server;
    test_agent agent(server.port(), "shop-1");
    agent.files().write("a.bin", sample_bytes(24 * mib));
    const auto link = server.wait_for("shop-1");
    server::pull_order slow;
    slow.rate = 12 * mib;
    auto pull = agent_server::begin(link, "a.bin", "a.bin", slow);
    REQUIRE(eventually([&] { return pull.progress().bytes_verified > 0; }, deadline::after(30s)));

    agent.running().signal(SIGTERM);

    CHECK(server.wait_until_gone("shop-1", deadline::after(20s)));
    CHECK_FALSE(pull.wait().failed);
    CHECK(agent.running().wait(deadline::after(30s)).status == 143);
    CHECK(same_files(agent.files().at("a.bin"), server.at("a.bin")));
}

TEST_CASE("an agent without a server waits for one, and ends on a signal", "[system][agent]")
{
    std::uint16_t port = 0;
    {
        agent_server server;
        port = server.port();
    }
    test_agent agent(port, "shop-1");
    CHECK(eventually([&] { return agent.has_logged("unreachable"); }, deadline::after(20s)));

    agent.running().signal(SIGINT);

    CHECK(agent.running().wait(deadline::after(20s)).status == 130);
}

} // namespace sluice::test
