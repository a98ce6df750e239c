#include "support/catch.hpp"
#include "support/fault_proxy.hpp"
#include "system/failure/download_trial.hpp"

#include <csignal>
#include <random>

using namespace sluice;
using namespace sluice::test;
using namespace std::chrono_literals;

namespace {

constexpr int most_attempts = 200;

void write_small_files(const temp_folder& files, const std::string& folder, unsigned count,
                       std::uint64_t seed)
{
    std::mt19937_64 random(seed);
    for (unsigned i = 0; i < count; ++i) {
        const auto name = folder + "/" + std::to_string(i % 7) + "/file" + std::to_string(i);
        files.write(name, noise(random() % 9000, random()));
    }
}

/// What the loop of kills is about.
struct kill_trial {
    const test_server& server;
    std::vector<std::string> arguments; // of the client
    std::uint64_t most_bytes;           // of an attempt, before its kill
    std::uint64_t seed;
};

struct kill_tally {
    int kills = 0;
    std::string last; // what the attempt said that came through
};

/// Waits until so many more bytes have come through, or the client has ended.
void wait_for_bytes(const fault_proxy& proxy, program& client, std::uint64_t more)
{
    const auto goal = proxy.bytes_to_client() + more;
    REQUIRE(wait_until([&] { return client.has_ended() || proxy.bytes_to_client() >= goal; }));
}

/// Starts the client, whose report must fit into a pipe that nobody reads yet, and kills it after a
/// random number of bytes, until one attempt comes through.
kill_tally kill_until_done(const kill_trial& trial, const temp_folder& target)
{
    fault_proxy proxy(trial.server.port(), every_time({}));
    std::mt19937_64 random(trial.seed);
    kill_tally tally;
    for (int attempt = 0; attempt < most_attempts; ++attempt) {
        auto client = start_client(proxy.port(), target, trial.arguments);
        wait_for_bytes(proxy, client, random() % trial.most_bytes);
        client.signal(SIGKILL);
        const auto ended = client.wait(deadline::after(20s));
        require_nothing_half(trial.server.folder(), target.path());
        INFO(ended.out << ended.err);
        REQUIRE((ended.status == -SIGKILL || ended.status == 0));
        if (ended.status == 0) {
            tally.last = ended.out;
            return tally;
        }
        ++tally.kills;
    }
    FAIL("no attempt came through");
    return tally;
}

} // namespace

TEST_CASE("a client killed at any point of a large download resumes until it is whole", "[kill]")
{
    const auto seed = new_seed();
    INFO("seed " << seed);
    const test_server server({"--rate", "150M"});
    server.files().write("big.bin", noise(40U << 20U, seed));
    for (int round = 0; round < 4; ++round) {
        const temp_folder target;
        const kill_trial trial{server,
                               {"--json", "-w", "4", "get", "big.bin"},
                               16U << 20U,
                               seed + static_cast<unsigned>(round)};

        const auto tally = kill_until_done(trial, target);

        require_all(server.folder(), target.path());
        if (tally.kills >= 4) CHECK(nlohmann::json::parse(tally.last).at("resumed_bytes") > 0);
    }
}

TEST_CASE("a client killed at any point of a tree of small files resumes until it is whole",
          "[kill]")
{
    const auto seed = new_seed();
    INFO("seed " << seed);
    const test_server server({"--rate", "4M"});
    write_small_files(server.files(), "tree", 300, seed);
    for (int round = 0; round < 3; ++round) {
        const temp_folder target;
        const kill_trial trial{server,
                               {"--on-exists", "skip", "get", "tree"},
                               1'000'000,
                               seed + static_cast<unsigned>(round)};

        kill_until_done(trial, target);

        require_all(server.folder(), target.path());
    }
}

TEST_CASE("a client killed at any point of a mixed tree resumes until it is whole", "[kill]")
{
    const auto seed = new_seed();
    INFO("seed " << seed);
    const test_server server({"--rate", "100M"});
    write_small_files(server.files(), "mixed", 100, seed);
    server.files().write("mixed/empty", "");
    server.files().write("mixed/3/large", noise(9'000'001, seed));
    server.files().write("mixed/larger", noise((7U << 20U) + 1, seed + 1));
    for (int round = 0; round < 3; ++round) {
        const temp_folder target;
        const kill_trial trial{server,
                               {"-w", "3", "--on-exists", "skip", "get", "mixed"},
                               8U << 20U,
                               seed + static_cast<unsigned>(round)};

        kill_until_done(trial, target);

        require_all(server.folder(), target.path());
    }
}

TEST_CASE("a download outlives servers that are killed and come back", "[kill]")
{
    const auto seed = new_seed();
    INFO("seed " << seed);
    std::mt19937_64 random(seed);
    test_server server({"--rate", "100M"});
    server.files().write("big.bin", noise(40U << 20U, seed));
    const temp_folder target;
    fault_proxy proxy(server.port(), every_time({}));
    auto client =
        start_client(proxy.port(), target, {"--json", "-w", "4", "-r", "30", "get", "big.bin"});

    for (int kills = 0; kills < 4 && !client.has_ended(); ++kills) {
        wait_for_bytes(proxy, client, (2U << 20U) + random() % (5U << 20U));
        server.kill();
        require_nothing_half(server.folder(), target.path());
        server.start_again();
    }
    const auto ended = client.wait(deadline::after(40s));

    INFO(ended.err);
    CHECK(ended.status == 0);
    CHECK(document(ended).at("retries") > 0);
    require_all(server.folder(), target.path());
}

TEST_CASE("a new call finds a killed server on another port and resumes there", "[kill]")
{
    const temp_folder files;
    files.write("big.bin", noise(40U << 20U, 3));
    const temp_folder target;
    server_options how;
    how.folder = files.path();
    how.arguments = {"--rate", "100M"};
    {
        test_server first(how);
        const fault_proxy proxy(first.port(), every_time({}));
        auto client = start_client(proxy.port(), target, {"-r", "0", "get", "big.bin"});
        wait_for_bytes(proxy, client, 25U << 20U);
        first.kill();
        const auto ended = client.wait(deadline::after(20s));
        INFO(ended.err);
        CHECK(ended.status == 7);
        CHECK(visible(target.path()).empty());
    }

    const test_server second(how);
    const auto resumed = run_client(second, target, {"--json", "get", "big.bin"});

    CHECK(resumed.status == 0);
    CHECK(document(resumed).at("resumed_bytes") > 0);
    require_all(files.path(), target.path());
}

TEST_CASE("client and server killed again and again leave a download that can be finished",
          "[kill]")
{
    const auto seed = new_seed();
    INFO("seed " << seed);
    std::mt19937_64 random(seed);
    test_server server({"--rate", "150M"});
    server.files().write("big.bin", noise(30U << 20U, seed));
    const temp_folder target;
    for (int round = 0; round < 5; ++round) {
        const fault_proxy proxy(server.port(), every_time({}));
        auto client = start_client(proxy.port(), target, {"-w", "4", "get", "big.bin"});
        wait_for_bytes(proxy, client, random() % (6U << 20U));
        server.kill();
        client.signal(SIGKILL);
        client.wait(deadline::after(20s));
        require_nothing_half(server.folder(), target.path());
        server.start_again();
    }

    const auto ended = run_client(server, target, {"--json", "get", "big.bin"});

    CHECK(ended.status == 0);
    require_all(server.folder(), target.path());
}
