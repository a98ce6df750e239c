#include "base/exit_code.hpp"
#include "base/program_start.hpp"
#include "support/agent_server.hpp"
#include "support/catch.hpp"
#include "support/many_agents.hpp"
#include "support/test_agent.hpp"

#include <random>

namespace sluice::test {
namespace {

using namespace std::chrono_literals;

constexpr std::uint64_t mib = 1U << 20U;

} // namespace

TEST_CASE("an agent killed at any chunk of 100 MB goes on behind the last durable one",
          "[system][agent][kill]")
{
    const auto seed = std::random_device{}();
    INFO("seed " << seed);
    std::mt19937_64 random(seed);
    agent_server server;
    test_agent agent(server.port(), "shop-1");
    agent.files().write("a.bin", sample_bytes(100 * mib));
    auto link = server.wait_for("shop-1");
    server::pull_order how;
    how.rate = 64 * mib;

    std::uint64_t verified = 0;
    for (int round = 0; round < 6 && verified < 90 * mib; ++round) {
        auto pull = agent_server::begin(link, "a.bin", "shop-1/a.bin", how);
        const auto until = verified + mib * (1 + random() % 12);
        const auto enough = [&] {
            return pull.is_over() || pull.progress().bytes_verified >= until;
        };
        REQUIRE(eventually(enough, deadline::after(60s)));
        const auto before = pull.progress().bytes_verified;
        agent.kill();
        const auto outcome = pull.wait();

        INFO("round " << round << ", " << before << " bytes were verified");
        REQUIRE(outcome.failed);
        CHECK(is_retryable(outcome.failed->code()));
        CHECK_FALSE(std::filesystem::exists(server.at("shop-1/a.bin")));
        // Each chunk that an earlier attempt verified was found again.
        CHECK(outcome.resumed_bytes >= verified);
        verified = before;
        agent.start_again();
        link = server.wait_for("shop-1", link.get());
    }
    const auto last = agent_server::pull(link, "a.bin", "shop-1/a.bin");

    CHECK_FALSE(last.failed);
    CHECK(last.resumed_bytes >= verified);
    CHECK(same_files(agent.files().at("a.bin"), server.at("shop-1/a.bin")));
}

TEST_CASE("a pull goes on after a restart of the server", "[system][agent][kill]")
{
    agent_server server({.drain = 100ms});
    test_agent agent(server.port(), "shop-1");
    agent.files().write("a.bin", sample_bytes(60 * mib));
    const auto link = server.wait_for("shop-1");
    server::pull_order slow;
    slow.rate = 16 * mib;
    auto pull = agent_server::begin(link, "a.bin", "a.bin", slow);
    REQUIRE(
        eventually([&] { return pull.progress().bytes_verified > 4 * mib; }, deadline::after(30s)));

    server.stop();
    const auto first = pull.wait();
    server.start_again();
    const auto second = agent_server::pull(server.wait_for("shop-1"), "a.bin", "a.bin");

    REQUIRE(first.failed);
    CHECK(is_retryable(first.failed->code()));
    CHECK_FALSE(second.failed);
    CHECK(second.resumed_bytes > 4 * mib);
    CHECK(same_files(agent.files().at("a.bin"), server.at("a.bin")));
}

TEST_CASE("200 agents come back after a restart of the server, and all are pulled",
          "[system][agent]")
{
    raise_descriptor_limit();
    agent_server server({.heartbeat = 2000ms, .dead = 10'000ms, .drain = 100ms});
    const temp_folder files;
    files.write("a.bin", sample_bytes(100'000));
    many_agents agents(server.port(), files.path(), 200);
    const auto all_here = [&] { return server.host().agents.size() == 200; };
    REQUIRE(eventually(all_here, deadline::after(60s)));

    server.stop();
    server.start_again();
    REQUIRE(eventually(all_here, deadline::after(60s)));
    std::vector<running_pull> pulls;
    for (const auto& link : server.host().agents.all())
        pulls.push_back(agent_server::begin(link, "a.bin", link->facts().id + "/a.bin"));

    for (auto& one : pulls)
        CHECK_FALSE(one.wait().failed);
    for (const auto& link : server.host().agents.all())
        CHECK(same_files(files.at("a.bin"), server.at(link->facts().id + "/a.bin")));
}

TEST_CASE("an idle agent costs the server at most 64 KiB", "[system][agent]")
{
    raise_descriptor_limit();
    constexpr std::size_t count = 1000;
    test_server server({"--agent-heartbeat", "5s", "--agent-dead", "60s", "-v", "info"});
    const temp_folder files;
    const auto registered = [&server] {
        std::size_t found = 0;
        const auto log = server.log();
        for (auto at = log.find(" id=agent-"); at != log.npos; at = log.find(" id=agent-", at + 1))
            ++found;
        return found;
    };
    std::uint64_t before = 0;
    {
        // What the first ones cost is not theirs alone.
        many_agents some(server.port(), files.path(), 10);
        REQUIRE(eventually([&] { return registered() == 10; }, deadline::after(30s)));
        before = server.running().resident_bytes();
    }
    // Their ends are told too.
    REQUIRE(eventually([&] { return registered() == 20; }, deadline::after(30s)));
    const auto seen = registered();
    many_agents agents(server.port(), files.path(), count);
    REQUIRE(eventually([&] { return registered() >= seen + count; }, deadline::after(90s)));

    const auto each = (server.running().resident_bytes() - before) / count;
    UNSCOPED_INFO("each idle agent takes " << each << " bytes");
    CHECK(each <= 64U << 10U);
    std::fprintf(stderr, "idle agent: %zu bytes\n", static_cast<std::size_t>(each));
}

} // namespace sluice::test
