#include "support/catch.hpp"
#include "support/fault_proxy.hpp"
#include "system/failure/download_trial.hpp"

#include <csignal>

using namespace sluice;
using namespace sluice::test;
using namespace std::chrono_literals;

TEST_CASE("a second client for the same target leaves with exit code 11", "[busy]")
{
    const test_server server;
    server.files().write("big.bin", noise(8U << 20U, 1));
    connection_faults faults;
    faults.to_client.stall_after = 3'500'000;
    const fault_proxy proxy(server.port(), every_time(faults));
    const temp_folder target;

    auto first = start_client(proxy.port(), target, {"-w", "1", "get", "big.bin"});
    REQUIRE(wait_until([&] { return journal_bytes(target.path()) > 110; }));
    const auto second = run_client(server, target, {"get", "big.bin"});

    INFO(second.err);
    CHECK(second.status == 11);
    CHECK(second.err.find("another transfer is writing this target") != std::string::npos);
    CHECK_FALSE(first.has_ended());
    first.signal(SIGKILL);
    first.wait(deadline::after(10s));
    const auto third = run_client(server, target, {"--json", "get", "big.bin"});
    CHECK(third.status == 0);
    CHECK(document(third).at("resumed_bytes") > 0);
    require_all(server.folder(), target.path());
}

TEST_CASE("a second client for the same small file leaves with exit code 11", "[busy]")
{
    const test_server server;
    server.files().write("small.bin", noise(60'000, 1));
    connection_faults faults;
    faults.to_client.stall_after = 20'000;
    const fault_proxy proxy(server.port(), every_time(faults));
    const temp_folder target;

    auto first = start_client(proxy.port(), target, {"-w", "1", "get", "small.bin"});
    REQUIRE(wait_until([&] { return !left_behind(target.path()).empty(); }));
    const auto second = run_client(server, target, {"get", "small.bin"});

    INFO(second.err);
    CHECK(second.status == 11);
    first.signal(SIGKILL);
    first.wait(deadline::after(10s));
    CHECK(run_client(server, target, {"get", "small.bin"}).status == 0);
    require_all(server.folder(), target.path());
}
