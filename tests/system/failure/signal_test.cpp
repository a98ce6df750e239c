#include "support/catch.hpp"
#include "support/fault_proxy.hpp"
#include "system/failure/download_trial.hpp"

#include <csignal>

using namespace sluice;
using namespace sluice::test;
using namespace std::chrono_literals;

namespace {

/// A client every sync of which takes so long.
program start_with_slow_sync(const test_server& server, const temp_folder& target,
                             const std::string& milliseconds)
{
    const auto command = client_command(server.port(), target.path(), {"get", "big.bin"});
    program_options how;
    how.arguments.assign(command.begin() + 1, command.end());
    how.environment = {{"LD_PRELOAD", SLOW_SYNC_LIBRARY}, {"SLOW_SYNC_MS", milliseconds}};
    return program(command.front(), std::move(how));
}

/// The head of the journal and a record of each chunk are there: the sync is all that is left.
bool all_verified(const temp_folder& target, std::uint64_t chunks)
{
    constexpr std::uint64_t chunk_record = 33;
    return journal_bytes(target.path()) > (chunks + 1) * chunk_record;
}

} // namespace

TEST_CASE("SIGINT while a file is being synced ends with 130 and never with a half name",
          "[signal]")
{
    const test_server server;
    server.files().write("big.bin", noise(4U << 20U, 1));
    const temp_folder target;

    auto client = start_with_slow_sync(server, target, "1500");
    REQUIRE(wait_until([&] { return all_verified(target, 4); }));
    client.signal(SIGINT);
    const auto ended = client.wait(deadline::after(20s));

    INFO(ended.out << ended.err);
    CHECK(ended.status == 130);
    require_nothing_half(server.folder(), target.path());
    const auto resumed = run_client(server, target, {"--on-exists", "skip", "get", "big.bin"});
    CHECK(resumed.status == 0);
    require_all(server.folder(), target.path());
}

TEST_CASE("a second SIGINT ends a client at once, in the middle of a sync", "[signal]")
{
    const test_server server;
    server.files().write("big.bin", noise(4U << 20U, 1));
    const temp_folder target;

    auto client = start_with_slow_sync(server, target, "8000");
    REQUIRE(wait_until([&] { return all_verified(target, 4); }));
    const auto began = deadline::after(6s);
    client.signal(SIGINT);
    // The first one is taken once the client has given its usual effect back to the signal.
    REQUIRE(wait_until([&] {
        client.signal(SIGINT);
        return client.has_ended();
    }));
    const auto ended = client.wait(deadline::after(20s));

    INFO(ended.out << ended.err);
    CHECK((ended.status == -SIGINT || ended.status == 130));
    CHECK_FALSE(began.expired());
    CHECK(visible(target.path()).empty());
}

TEST_CASE("SIGINT in mid-transfer keeps what came and prints how to go on", "[signal]")
{
    const test_server server({"--rate", "40M"});
    server.files().write("big.bin", noise(20U << 20U, 1));
    const temp_folder target;

    auto client = start_client(server, target, {"-w", "2", "get", "big.bin"});
    REQUIRE(wait_until([&] { return journal_bytes(target.path()) > 200; }));
    client.signal(SIGINT);
    const auto ended = client.wait(deadline::after(20s));

    INFO(ended.out << ended.err);
    CHECK(ended.status == 130);
    CHECK(ended.err.find("resume with: ") != std::string::npos);
    CHECK(visible(target.path()).empty());
    const auto resumed = run_client(server, target, {"--json", "get", "big.bin"});
    CHECK(resumed.status == 0);
    CHECK(document(resumed).at("resumed_bytes") > 0);
    require_all(server.folder(), target.path());
}

TEST_CASE("SIGTERM ends a client with 143", "[signal]")
{
    const test_server server({"--rate", "40M"});
    server.files().write("big.bin", noise(20U << 20U, 1));
    const temp_folder target;

    auto client = start_client(server, target, {"get", "big.bin"});
    REQUIRE(wait_until([&] { return journal_bytes(target.path()) > 100; }));
    client.signal(SIGTERM);

    CHECK(client.wait(deadline::after(20s)).status == 143);
    CHECK(visible(target.path()).empty());
}

TEST_CASE("SIGTERM on the server drains, then cuts, and the client can resume", "[signal]")
{
    test_server server({"--rate", "2M", "--drain", "1s"}); // 20 s for the whole file
    server.files().write("big.bin", noise(40U << 20U, 1));
    const temp_folder target;

    auto client = start_client(server, target, {"-w", "2", "-r", "1", "get", "big.bin"});
    REQUIRE(wait_until([&] { return journal_bytes(target.path()) > 200; }));
    const auto soon = deadline::after(12s);
    const auto stopped = server.stop();
    CHECK_FALSE(soon.expired());
    const auto ended = client.wait(deadline::after(30s));

    INFO(stopped.err << ended.err);
    CHECK(stopped.status == 143);
    CHECK(ended.status == 7);
    CHECK(visible(target.path()).empty());
}

TEST_CASE("SIGTERM on the server lets a short transfer end within the drain", "[signal]")
{
    test_server server({"--rate", "8M", "--drain", "20s"});
    server.files().write("big.bin", noise(6U << 20U, 1));
    const temp_folder target;

    auto client = start_client(server, target, {"-w", "1", "-r", "0", "get", "big.bin"});
    REQUIRE(wait_until([&] { return journal_bytes(target.path()) > 100; }));
    const auto stopped = server.stop();
    const auto ended = client.wait(deadline::after(30s));

    INFO(stopped.err << ended.err);
    CHECK(stopped.status == 143);
    CHECK((ended.status == 0 || ended.status == 7));
    require_nothing_half(server.folder(), target.path());
}
