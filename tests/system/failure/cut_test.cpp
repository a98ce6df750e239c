#include "support/catch.hpp"
#include "support/fault_proxy.hpp"
#include "system/failure/download_trial.hpp"

#include <optional>
#include <random>

using namespace sluice;
using namespace sluice::test;
using namespace std::chrono_literals;

namespace {

connection_faults cut_to_client(std::uint64_t after)
{
    connection_faults faults;
    faults.to_client.cut_after = after;
    return faults;
}

/// The command after "resume with: " on stderr.
std::optional<std::string> resume_command(const finished_program& client)
{
    const std::string_view before = "resume with: ";
    const auto at = client.err.find(before);
    if (at == std::string::npos) return std::nullopt;
    const auto start = at + before.size();
    return client.err.substr(start, client.err.find('\n', start) - start);
}

/// A line for the shell, in a folder where the program is found by its name.
finished_program run_in_shell(const std::string& line)
{
    const auto programs = std::filesystem::path(client_program()).parent_path().string();
    return run({"/bin/sh", "-c", "PATH=" + programs + ":$PATH; export PATH; " + line});
}

} // namespace

TEST_CASE("a connection cut after any number of bytes is dialled again", "[cut]")
{
    const auto seed = new_seed();
    INFO("seed " << seed);
    std::mt19937_64 random(seed);
    const test_server server;
    server.files().write("big.bin", noise(5U << 20U, seed));
    std::vector<std::uint64_t> places{0, 1, 15, 16, 17, 40, 100, 1U << 20U};
    for (int i = 0; i < 8; ++i)
        places.push_back(random() % (5U << 20U));

    for (const auto after : places) {
        const temp_folder target;
        const fault_proxy proxy(server.port(), only_first(2, cut_to_client(after)));
        const auto ended = run_client(proxy.port(), target, {"get", "big.bin"});
        INFO("cut after " << after << "\n" << ended.err);
        REQUIRE(ended.status == 0);
        require_all(server.folder(), target.path());
    }
}

TEST_CASE("requests cut after any number of bytes are sent again", "[cut]")
{
    const test_server server;
    for (unsigned i = 0; i < 40; ++i)
        server.files().write("tree/f" + std::to_string(i), noise(2000, i));

    for (const std::uint64_t after : {0, 1, 10, 16, 50, 80, 90, 100, 120, 300, 1000, 2000}) {
        connection_faults faults;
        faults.to_server.cut_after = after;
        const temp_folder target;
        const fault_proxy proxy(server.port(), only_first(2, faults));
        const auto ended = run_client(proxy.port(), target, {"get", "tree"});
        INFO("cut after " << after << "\n" << ended.err);
        REQUIRE(ended.status == 0);
        require_all(server.folder(), target.path());
    }
}

TEST_CASE("connections that never last still bring a file to its end", "[cut]")
{
    const test_server server;
    server.files().write("big.bin", noise(12U << 20U, 4));
    const temp_folder target;
    const fault_proxy proxy(server.port(), every_time(cut_to_client(3'500'000)));

    const auto ended = run_client(proxy.port(), target, {"-w", "2", "-r", "2", "get", "big.bin"});

    INFO(ended.err);
    CHECK(ended.status == 0);
    CHECK(proxy.connections() > 3);
    require_all(server.folder(), target.path());
}

TEST_CASE("a server gone for good gives exit code 7 and the command that resumes", "[cut]")
{
    test_server server({"--rate", "60M"});
    server.files().write("it's big.bin", noise(20U << 20U, 4));
    const temp_folder target;

    auto client = start_client(server, target, {"-w", "2", "-r", "1", "get", "it's big.bin"});
    REQUIRE(wait_until([&] { return journal_bytes(target.path()) > 200; }));
    server.kill();
    const auto ended = client.wait(deadline::after(30s));
    server.start_again();
    const auto command = resume_command(ended);
    INFO(ended.err);
    REQUIRE(ended.status == 7);
    REQUIRE(command);
    const auto resumed = run_in_shell(*command + " --json --log none");

    INFO(*command << "\n" << resumed.out << resumed.err);
    CHECK(resumed.status == 0);
    CHECK(document(resumed).at("resumed_bytes") > 0);
    require_all(server.folder(), target.path());
}

TEST_CASE("a tree is resumed by the command that its end printed", "[cut]")
{
    test_server server({"--rate", "300K"});
    for (unsigned i = 0; i < 200; ++i)
        server.files().write("tree/f" + std::to_string(i), noise(5000, i));
    const temp_folder target;

    auto client = start_client(server, target, {"-r", "0", "get", "tree"});
    REQUIRE(wait_until([&] { return visible(target.path()).size() > 5; }));
    server.kill();
    const auto ended = client.wait(deadline::after(30s));
    server.start_again();
    const auto command = resume_command(ended);
    INFO(ended.err);
    REQUIRE(ended.status == 7);
    REQUIRE(command);
    const auto resumed = run_in_shell(*command + " --log none");

    INFO(*command << "\n" << resumed.out << resumed.err);
    CHECK(resumed.status == 0);
    require_all(server.folder(), target.path());
}

TEST_CASE("a server that was never there gives exit code 5", "[cut]")
{
    test_server server;
    server.kill();
    const temp_folder target;

    const auto ended = run_client(server, target, {"-r", "1", "get", "big.bin"});

    CHECK(ended.status == 5);
    CHECK_FALSE(ended.err.empty());
}

TEST_CASE("a peer that stalls is left after the stall limit and dialled again", "[cut]")
{
    const test_server server;
    server.files().write("big.bin", noise(8U << 20U, 4));
    connection_faults faults;
    faults.to_client.stall_after = 2'000'000;
    const temp_folder target;
    const fault_proxy proxy(server.port(), only_first(3, faults));

    const auto ended =
        run_client(proxy.port(), target, {"-w", "2", "--stall-limit", "700ms", "get", "big.bin"});

    INFO(ended.err);
    CHECK(ended.status == 0);
    CHECK(proxy.connections() > 3);
    require_all(server.folder(), target.path());
}

TEST_CASE("a peer that stalls every time ends the download with exit code 7", "[cut]")
{
    const test_server server;
    server.files().write("big.bin", noise(8U << 20U, 4));
    connection_faults faults;
    faults.to_client.stall_after = 100'000;
    const temp_folder target;
    const fault_proxy proxy(server.port(), every_time(faults));

    const auto ended = run_client(
        proxy.port(), target, {"-w", "1", "-r", "1", "--stall-limit", "500ms", "get", "big.bin"});

    INFO(ended.err);
    CHECK(ended.status == 7);
    CHECK(visible(target.path()).empty());
}

TEST_CASE("segments of one byte in both directions carry a download", "[cut]")
{
    const test_server server;
    server.files().write("tree/big", noise(150'000, 1));
    for (unsigned i = 0; i < 20; ++i)
        server.files().write("tree/f" + std::to_string(i), noise(i * 10, i));
    connection_faults faults;
    faults.to_client.segment = 1;
    faults.to_server.segment = 1;
    const temp_folder target;
    const fault_proxy proxy(server.port(), every_time(faults));

    const auto ended = run_client(proxy.port(), target, {"get", "tree"});

    INFO(ended.err);
    CHECK(ended.status == 0);
    require_all(server.folder(), target.path());
}

TEST_CASE("a slow connection is no stalled one", "[cut]")
{
    const test_server server;
    server.files().write("small.bin", noise(40'000, 1));
    connection_faults faults;
    faults.to_client.segment = 1000;
    faults.to_client.delay = 30ms;
    const temp_folder target;
    const fault_proxy proxy(server.port(), every_time(faults));

    const auto ended =
        run_client(proxy.port(), target, {"-r", "0", "--stall-limit", "500ms", "get", "small.bin"});

    INFO(ended.err);
    CHECK(ended.status == 0);
    require_all(server.folder(), target.path());
}
