#include "support/catch.hpp"
#include "support/fault_proxy.hpp"
#include "support/private_mount.hpp"
#include "system/failure/download_trial.hpp"

#include <fstream>

using namespace sluice;
using namespace sluice::test;
using namespace std::chrono_literals;
namespace fs = std::filesystem;

namespace {

fault_proxy::plan slowly()
{
    connection_faults how;
    how.to_server.delay = 3ms;
    how.to_server.segment = 128U << 10U;
    return every_time(how);
}

} // namespace

TEST_CASE("a put that fills the server's disk can be finished once there is space", "[put][disk]")
{
    const private_mount disk("mount -t tmpfs -o size=12m tmpfs \"$1\"");
    if (!disk.valid()) return;
    const temp_folder from;
    from.write("big.bin", noise(9U << 20U, 1));
    server_options how;
    how.folder = disk.path();
    how.arguments = {"--state", "none"};
    const test_server server(std::move(how));
    {
        std::ofstream(disk.path() + "/ballast") << noise(7U << 20U, 2);
    }

    const auto full = run_client(server, from, {"put", from.at("big.bin")});
    fs::remove(disk.path() + "/ballast");
    const auto again = run_client(server, from, {"--json", "put", from.at("big.bin")});

    INFO(full.err << again.err);
    CHECK(full.status == 9);
    CHECK(again.status == 0);
    CHECK(document(again).at("resumed_bytes") > 0);
    require_all(from.path(), disk.path());
}

TEST_CASE("a file that changes while it is put is never stored as a mixture", "[put]")
{
    const temp_folder from;
    const auto old_bytes = noise(24U << 20U, 3);
    from.write("big.bin", old_bytes);
    const test_server server;
    const fault_proxy proxy(server.port(), slowly());
    auto client = start_client(proxy.port(), from, {"-r", "1", "put", from.at("big.bin")});
    REQUIRE(wait_until([&] { return !left_behind(server.folder()).empty(); }));

    const auto new_bytes = noise(24U << 20U, 4);
    from.write("new", new_bytes);
    fs::rename(from.at("new"), from.at("big.bin"));
    const auto ended = client.wait(deadline::after(60s));

    INFO("status " << ended.status << ended.err);
    const bool stored = server.files().has("big.bin");
    CHECK((ended.status == 0 || ended.status == 8));
    CHECK(stored == (ended.status == 0));
    if (stored) CHECK(server.files().read("big.bin") == new_bytes);
}

TEST_CASE("a file that is written all the time ends its put with exit code 8", "[put]")
{
    const temp_folder from;
    from.write("big.bin", noise(12U << 20U, 5));
    const test_server server;
    const fault_proxy proxy(server.port(), slowly());
    auto client = start_client(proxy.port(), from, {"-r", "1", "put", from.at("big.bin")});

    std::uint64_t turn = 0;
    const auto touched_to_the_end = wait_until(
        [&] {
            std::fstream out(from.at("big.bin"), std::ios::binary | std::ios::in | std::ios::out);
            out << noise(1000, ++turn);
            return client.has_ended();
        },
        60s);

    REQUIRE(touched_to_the_end);
    const auto ended = client.wait(deadline::after(1s));
    INFO(ended.err);
    CHECK(ended.status == 8);
    CHECK_FALSE(server.files().has("big.bin"));
}

TEST_CASE("SIGTERM of the server lets a put go on until the drain is over", "[put]")
{
    const temp_folder from;
    from.write("big.bin", noise(20U << 20U, 6));
    test_server server({"--drain", "30s"});
    const fault_proxy proxy(server.port(), slowly());
    auto client = start_client(proxy.port(), from, {"put", from.at("big.bin")});
    REQUIRE(wait_until([&] { return !left_behind(server.folder()).empty(); }));

    server.running().signal(SIGTERM);
    const auto ended = client.wait(deadline::after(60s));

    INFO(ended.err);
    CHECK(ended.status == 0);
    require_all(from.path(), server.folder());
}
