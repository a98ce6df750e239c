#include "support/agent_server.hpp"
#include "support/catch.hpp"
#include "support/test_agent.hpp"

#include <algorithm>

namespace sluice::test {
namespace {

using namespace std::chrono_literals;

constexpr std::size_t mib = 1U << 20U;

template <class Work>
double seconds_of(Work work)
{
    const auto before = std::chrono::steady_clock::now();
    work();
    const std::chrono::duration<double> took = std::chrono::steady_clock::now() - before;
    return took.count();
}

double median(std::vector<double> all)
{
    std::sort(all.begin(), all.end());
    return all[all.size() / 2];
}

} // namespace

// Hidden: it measures, and wants a machine of its own. Both sides use two connections and sync.
TEST_CASE("a pull through an agent is about as fast as a download", "[.measure][agent]")
{
    constexpr int rounds = 7;
    agent_server server;
    test_server direct;
    test_agent agent(server.port(), "shop-1");
    const auto content = sample_bytes(256 * mib);
    agent.files().write("a.bin", content);
    direct.files().write("a.bin", content);
    const auto link = server.wait_for("shop-1");
    const temp_folder target;
    std::vector<double> pulled;
    std::vector<double> got;

    for (int round = 0; round < rounds; ++round) {
        const auto name = std::to_string(round);
        pulled.push_back(
            seconds_of([&] { REQUIRE_FALSE(agent_server::pull(link, "a.bin", name).failed); }));
        got.push_back(seconds_of([&] {
            REQUIRE(run_client(direct, target, {"get", "a.bin", "-o", target.at(name)}).status ==
                    0);
        }));
        std::filesystem::remove(server.at(name));
        std::filesystem::remove(target.at(name));
    }

    const auto ratio = median(got) / median(pulled);
    std::fprintf(stderr, "pull %.3f s, get %.3f s: %.2f times the rate of a download\n",
                 median(pulled), median(got), ratio);
    CHECK(ratio >= 0.8);
}

} // namespace sluice::test
