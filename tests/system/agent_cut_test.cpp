#include "base/exit_code.hpp"
#include "support/agent_server.hpp"
#include "support/catch.hpp"
#include "support/cut_agent.hpp"
#include "support/test_client.hpp"

namespace sluice::test {
namespace {

using namespace std::chrono_literals;

constexpr std::uint64_t mib = 1U << 20U;
constexpr std::uint64_t size = 100 * mib;

/// What may have been asked for and not been verified yet. A connection asks for one more range, of
/// 8 MiB at most, while less than 16 MiB are to come; and where the pull does not know yet that one
/// has ended, its successor has asked as well.
constexpr std::uint64_t on_its_way = (16 + 8) * mib * 2;

} // namespace

TEST_CASE("cut at every chunk boundary of 100 MB, a pull fetches no verified byte twice",
          "[system][agent][cut]")
{
    agent_server server({.heartbeat = 5000ms, .dead = 60'000ms, .stall = 30'000ms});
    const temp_folder files;
    files.write("a.bin", sample_bytes(size));
    cut_agent agent(server.port(), files.path());
    server::pull_order alone;
    alone.connections = 1;
    std::shared_ptr<server::agent_link> link;

    std::uint64_t verified = 0;
    std::uint64_t sent = 0;
    for (std::uint64_t boundary = mib; boundary < size; boundary += mib) {
        link = server.wait_for("agent-0", link.get());
        agent.cut_at(boundary);
        const auto outcome = agent_server::pull(link, "a.bin", "a.bin", alone);

        INFO("cut at " << boundary << ", verified before " << verified);
        REQUIRE(outcome.failed);
        REQUIRE(is_retryable(outcome.failed->code()));
        REQUIRE(outcome.resumed_bytes == verified);
        REQUIRE(agent.lowest_sent() == verified);
        // A connection that was dialled before the agent knew of its end may send once more what
        // was on its way.
        REQUIRE(agent.sent() >= boundary - verified);
        REQUIRE(agent.sent() <= boundary - verified + on_its_way);
        REQUIRE_FALSE(std::filesystem::exists(server.at("a.bin")));
        verified = outcome.reached.bytes_verified;
        REQUIRE(verified <= boundary);
        REQUIRE(boundary - verified <= on_its_way);
        sent += agent.sent();
    }
    link = server.wait_for("agent-0", link.get());
    agent.cut_at(cut_agent::never);
    const auto last = agent_server::pull(link, "a.bin", "a.bin", alone);

    REQUIRE_FALSE(last.failed);
    CHECK(last.resumed_bytes == verified);
    CHECK(agent.sent() == size - verified);
    CHECK(same_files(files.at("a.bin"), server.at("a.bin")));
    UNSCOPED_INFO("sent " << (sent + agent.sent()) / mib << " MiB in all");
}

} // namespace sluice::test
