#include "support/agent_server.hpp"
#include "support/catch.hpp"
#include "support/private_mount.hpp"
#include "support/test_agent.hpp"

namespace sluice::test {
namespace {

using namespace std::chrono_literals;
using state::job_phase;

constexpr std::uint64_t mib = 1U << 20U;

} // namespace

TEST_CASE("a job that fills the disk keeps what it has, and goes on when there is space",
          "[system][agent][disk]")
{
    const private_mount disk("mount -t tmpfs -o size=16m none \"$1\"");
    if (!disk.valid()) return;
    agent_server server({.with_jobs = true, .downloads = disk.path() + "/got"});
    const auto filler = disk.path() + "/filler";
    std::ofstream(filler, std::ios::binary) << sample_bytes(9 * mib);
    test_agent agent(server.port(), "shop-1");
    agent.files().write("a.bin", sample_bytes(12 * mib));
    server.wait_for("shop-1");

    const auto id = server.order("shop-1", "data/a.bin");
    const auto waits = [&](std::uint64_t attempts) {
        const auto now = server.job(id);
        return now.phase == job_phase::queued && now.attempts >= attempts;
    };
    REQUIRE(eventually([&] { return waits(1); }, deadline::after(60s)));
    const auto first = server.job(id);
    CHECK(first.code == "no_space");
    CHECK(first.reached.verified > 0);
    CHECK(first.reached.verified < 8 * mib);
    CHECK(first.reached.durable == 0);
    REQUIRE(eventually([&] { return waits(2); }, deadline::after(60s)));
    const auto second = server.job(id);
    CHECK(second.code == "no_space");
    // The part of the first attempt was found again.
    CHECK(second.reached.verified >= first.reached.verified);
    CHECK_FALSE(std::filesystem::exists(server.at("shop-1/data/a.bin")));

    std::filesystem::remove(filler);

    const auto completed = [&] { return server.job(id).phase == job_phase::completed; };
    REQUIRE(eventually(completed, deadline::after(60s)));
    const auto last = server.job(id);
    CHECK(last.target == first.target);
    CHECK(last.reached.durable == 12 * mib);
    CHECK(same_files(agent.files().at("a.bin"), server.at("shop-1/data/a.bin")));
    CHECK(std::distance(std::filesystem::directory_iterator(server.at("shop-1/data")), {}) == 1);
}

} // namespace sluice::test
