#include "support/catch.hpp"
#include "support/fault_proxy.hpp"
#include "system/failure/download_trial.hpp"

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

TEST_CASE("a file that changes while it is put is never stored as a mixture", "[put]")
{
    const temp_folder from;
    const auto old_bytes = noise(24U << 20U, 3);
    const auto new_bytes = noise(24U << 20U, 4);
    from.write("big.bin", old_bytes);
    from.write("new", new_bytes);
    const test_server server;
    const fault_proxy proxy(server.port(), slowly());
    auto client = start_client(proxy.port(), from, {"-r", "1", "put", from.at("big.bin")});
    REQUIRE(wait_until([&] { return !left_behind(server.folder()).empty(); }));

    fs::rename(from.at("new"), from.at("big.bin"));
    const auto ended = client.wait(deadline::after(60s));

    INFO("status " << ended.status << ended.err);
    const bool stored = server.files().has("big.bin");
    CHECK((ended.status == 0 || ended.status == 8));
    CHECK(stored == (ended.status == 0));
    if (stored) CHECK(server.files().read("big.bin") == new_bytes);
}
