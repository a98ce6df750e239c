#include "state/store.hpp"
#include "support/agent_server.hpp"
#include "support/catch.hpp"
#include "support/test_agent.hpp"

#include <csignal>

namespace sluice::test {
namespace {

using namespace std::chrono_literals;

constexpr std::size_t mib = 1U << 20U;

/// The regular files below a folder and what they hold.
std::map<std::string, std::string> tree_of(const std::string& folder)
{
    namespace fs = std::filesystem;
    std::map<std::string, std::string> all;
    if (!fs::exists(folder)) return all;
    for (const auto& one : fs::recursive_directory_iterator(folder)) {
        if (!one.is_regular_file()) continue;
        std::ifstream file(one.path(), std::ios::binary);
        all[fs::relative(one.path(), folder).string()] =
            std::string(std::istreambuf_iterator<char>(file), {});
    }
    return all;
}

} // namespace

TEST_CASE("a file is pulled from an agent to exactly its target", "[system][agent]")
{
    agent_server server;
    test_agent agent(server.port(), "shop-1");
    agent.files().write("long.bin", sample_bytes(5 * mib + 7));
    const auto link = server.wait_for("shop-1");

    const auto outcome = agent_server::pull(link, "long.bin", "shop-1/jobs/7/long.bin");

    CHECK_FALSE(outcome.failed);
    CHECK(same_files(agent.files().at("long.bin"), server.at("shop-1/jobs/7/long.bin")));
    CHECK(outcome.reached.bytes_known == 5 * mib + 7);
    CHECK(outcome.reached.bytes_verified == 5 * mib + 7);
    CHECK(outcome.reached.bytes_durable == 5 * mib + 7);
    CHECK(outcome.reached.bytes_received >= 5 * mib + 7);
    CHECK(outcome.digest.size() == 32);
    CHECK(tree_of(server.downloads()).size() == 1);
    CHECK(link->facts().exports == std::vector<std::string>{"data"});
    CHECK(link->facts().door == "native");
}

TEST_CASE("what stands at the target of a pull is complete and left alone", "[system][agent]")
{
    agent_server server;
    test_agent agent(server.port(), "shop-1");
    agent.files().write("a.bin", sample_bytes(3 * mib));
    const auto link = server.wait_for("shop-1");
    const auto first = agent_server::pull(link, "a.bin", "shop-1/a.bin");

    const auto second = agent_server::pull(link, "a.bin", "shop-1/a.bin");

    CHECK_FALSE(second.failed);
    CHECK(second.digest == first.digest);
    CHECK(second.resumed_bytes == 3 * mib);
    CHECK(second.reached.bytes_durable == 3 * mib);
    CHECK(tree_of(server.downloads()).size() == 1);
}

TEST_CASE("folders and patterns are pulled below their target", "[system][agent]")
{
    agent_server server;
    test_agent agent(server.port(), "shop-1");
    for (int i = 0; i < 30; ++i)
        agent.files().write("tree/" + std::to_string(i % 3) + "/" + std::to_string(i) + ".csv",
                            sample_bytes(100U * static_cast<unsigned>(i)));
    agent.files().write("tree/big.bin", sample_bytes(2 * mib + 1));
    agent.files().write("other", "no");
    const auto link = server.wait_for("shop-1");

    std::atomic<int> told = 0;
    server::pull_order how;
    how.file_done = [&told](const transfer::file_report& one) {
        if (!one.failed) ++told;
    };
    const auto folder = agent_server::pull(link, "tree", "shop-1/folder", how);
    const auto pattern = agent_server::pull(link, "tree/**/*5.csv", "shop-1/pattern");

    CHECK_FALSE(folder.failed);
    CHECK(told == 31);
    CHECK(tree_of(server.at("shop-1/folder")) == tree_of(agent.files().at("tree")));
    CHECK_FALSE(pattern.failed);
    CHECK(tree_of(server.at("shop-1/pattern")).size() == 3);
    CHECK(tree_of(server.at("shop-1/pattern")).contains("25.csv"));
}

TEST_CASE("an agent finds absolute names and expands only what it may", "[system][agent]")
{
    agent_server server;
    test_agent agent(server.port(), "shop-1");
    agent.files().write("a.txt", "hello");
    const auto link = server.wait_for("shop-1");

    const auto whole = agent_server::resolve(link, agent.files().at("a.txt"));
    REQUIRE(whole);
    CHECK(whole->path == "data/a.txt");
    CHECK(whole->is_file);
    for (const auto* asked : {"~/.ssh/id", "$HOME", "$PATH/x", "/etc/passwd", "../a.txt",
                              "data/../../etc/passwd", "/proc/self/environ"}) {
        INFO(asked);
        CHECK(agent_server::resolve(link, asked).error() == errc::outside_root);
    }
    CHECK(agent_server::resolve(link, "none").error() == errc::not_found);
    CHECK(agent.has_logged("refused"));
}

TEST_CASE("a pull asks no faster than its limit", "[system][agent]")
{
    agent_server server;
    test_agent agent(server.port(), "shop-1");
    agent.files().write("a.bin", sample_bytes(6 * mib));
    const auto link = server.wait_for("shop-1");
    server::pull_order how;
    how.rate = 4 * mib;

    const auto before = std::chrono::steady_clock::now();
    const auto outcome = agent_server::pull(link, "a.bin", "a.bin", how);
    const auto took = std::chrono::steady_clock::now() - before;

    CHECK_FALSE(outcome.failed);
    // Two connections ask for a second's worth at most before they wait.
    CHECK(took >= 200ms);
    CHECK(same_files(agent.files().at("a.bin"), server.at("a.bin")));
}

TEST_CASE("what an agent is started with wrongly is said at once", "[system][agent]")
{
    const temp_folder here;
    const auto run = [&here](std::vector<std::string> arguments) {
        arguments.emplace_back("agent");
        return run_client(1, here, std::move(arguments));
    };
    CHECK(run({"--export", here.path()}).status == 2);
    CHECK(run({"--id", "../x", "--export", here.path()}).status == 2);
    CHECK(run({"--id", "a"}).status == 2);
    const auto writable = run({"--id", "a", "--export", here.path() + ":rw"});
    CHECK(writable.status == 2);
    CHECK(writable.err.find(":rw") != std::string::npos);
    CHECK(run({"--id", "a", "--export", here.at("none")}).status == 4);
}

TEST_CASE("an agent takes its id and exports from the environment", "[system][agent]")
{
    agent_server server;
    const temp_folder here;
    here.make_folder("one");
    here.make_folder("two");
    program_options how;
    how.folder = here.path();
    how.arguments = {"-p", std::to_string(server.port()), "-l", "none", "agent"};
    how.environment = {{"CLIENT_ID", "restaurant-001"},
                       {"SLUICE_EXPORT", here.at("one") + ";" + here.at("two") + ":ro"}};
    program agent(client_program(), std::move(how));

    const auto link = server.wait_for("restaurant-001");

    CHECK(link->facts().exports == std::vector<std::string>{"one", "two"});
}

TEST_CASE("a pull that is interrupted ends soon, and the next one goes on", "[system][agent]")
{
    agent_server server({.with_state = true});
    test_agent agent(server.port(), "shop-1");
    agent.files().write("a.bin", sample_bytes(32 * mib));
    const auto link = server.wait_for("shop-1");
    server::pull_order slow;
    slow.rate = 8 * mib;
    auto pull = agent_server::begin(link, "a.bin", "a.bin", slow);
    REQUIRE(
        eventually([&] { return pull.progress().bytes_verified > 3 * mib; }, deadline::after(30s)));

    pull.interrupt();
    const auto first = pull.wait();
    const auto second = agent_server::pull(link, "a.bin", "a.bin");

    REQUIRE(first.failed);
    CHECK(*first.failed == errc::cancelled);
    CHECK_FALSE(second.failed);
    CHECK(second.resumed_bytes > 3 * mib);
    CHECK(same_files(agent.files().at("a.bin"), server.at("a.bin")));
    server.host().ledger.flush();
    const auto ledger = server.host().state->ledger(0, 10);
    REQUIRE(ledger);
    REQUIRE_FALSE(ledger->empty());
    CHECK(ledger->back().direction == "pull");
    CHECK(ledger->back().who == "shop-1");
    CHECK(ledger->back().what == "a.bin");
    CHECK(ledger->back().result == "ok");
}

} // namespace sluice::test
