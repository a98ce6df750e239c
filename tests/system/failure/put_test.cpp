#include "support/catch.hpp"
#include "support/fault_proxy.hpp"
#include "system/failure/download_trial.hpp"

#include <csignal>

using namespace sluice;
using namespace sluice::test;
using namespace std::chrono_literals;

namespace {

constexpr std::size_t large = 40U << 20U;

/// Slow enough that something can happen in the middle.
fault_proxy::plan slowly()
{
    connection_faults how;
    how.to_server.delay = 3ms;
    how.to_server.segment = 128U << 10U;
    return every_time(how);
}

std::vector<std::string> put_of(const temp_folder& from, std::vector<std::string> how = {})
{
    how.insert(how.end(), {"put", from.at("big.bin")});
    return how;
}

} // namespace

TEST_CASE("a put whose client is killed resumes with the next call", "[put]")
{
    const temp_folder from;
    from.write("big.bin", noise(large, 1));
    const test_server server;
    {
        const fault_proxy proxy(server.port(), slowly());
        auto client = start_client(proxy.port(), from, put_of(from));
        REQUIRE(has_begun(server.files(), deadline::after(20s)));
        client.signal(SIGKILL);
        client.wait(deadline::after(20s));
        require_nothing_half(from.path(), server.folder());
    }

    const auto ended = run_client(server, from, put_of(from, {"--json"}));

    INFO(ended.err);
    CHECK(ended.status == 0);
    CHECK(document(ended).at("resumed_bytes") > 0);
    require_all(from.path(), server.folder());
}

TEST_CASE("a put whose server is killed is unfinished and resumes with the next call", "[put]")
{
    const temp_folder from;
    from.write("big.bin", noise(large, 2));
    test_server server;
    {
        const fault_proxy proxy(server.port(), slowly());
        auto client = start_client(proxy.port(), from, put_of(from));
        REQUIRE(has_begun(server.files(), deadline::after(20s)));
        server.kill();
        const auto ended = client.wait(deadline::after(40s));
        INFO(ended.err);
        CHECK(ended.status == 7);
        CHECK(ended.err.find("resume with: ") != std::string::npos);
    }
    server.start_again();

    const auto ended = run_client(server, from, put_of(from, {"--json"}));

    CHECK(ended.status == 0);
    CHECK(document(ended).at("resumed_bytes") > 0);
    require_all(from.path(), server.folder());
}

TEST_CASE("SIGINT ends a put with 130 and the command that resumes it", "[put]")
{
    const temp_folder from;
    from.write("big.bin", noise(large, 3));
    const test_server server;
    const fault_proxy proxy(server.port(), slowly());
    auto client = start_client(proxy.port(), from, put_of(from));
    REQUIRE(has_begun(server.files(), deadline::after(20s)));

    client.signal(SIGINT);
    const auto ended = client.wait(deadline::after(20s));

    INFO(ended.err);
    CHECK(ended.status == 130);
    CHECK(ended.err.find("resume with: ") != std::string::npos);
    CHECK(ended.err.find(" put ") != std::string::npos);
    require_nothing_half(from.path(), server.folder());
}

TEST_CASE("a put outlives cuts of the connections on which it gives", "[put]")
{
    const temp_folder from;
    from.write("big.bin", noise(large, 4));
    const test_server server;
    // The first connection is the control connection.
    const fault_proxy proxy(server.port(), [](unsigned number) {
        connection_faults how;
        if (number >= 1 && number <= 5) how.to_server.cut_after = 3U << 20U;
        return how;
    });

    const auto ended = run_client(proxy.port(), from, put_of(from, {"-w", "3"}));

    INFO(ended.err);
    CHECK(ended.status == 0);
    require_all(from.path(), server.folder());
}

TEST_CASE("a byte changed on the way of a put is noticed and fetched again", "[put]")
{
    const temp_folder from;
    from.write("big.bin", noise(large, 5));
    const test_server server;
    const fault_proxy proxy(server.port(), [](unsigned number) {
        connection_faults how;
        if (number >= 1) how.to_server.flip_at = 2'000'000;
        return how;
    });

    const auto ended = run_client(proxy.port(), from, put_of(from, {"--json"}));

    INFO(ended.err);
    CHECK(ended.status == 0);
    CHECK(proxy.flips() > 0);
    CHECK(document(ended).at("retries") > 0);
    require_all(from.path(), server.folder());
}

TEST_CASE("a later put of the same source takes the place of the one before", "[put]")
{
    const temp_folder from;
    from.write("big.bin", noise(large, 6));
    const test_server server;
    const fault_proxy proxy(server.port(), slowly());
    auto older = start_client(proxy.port(), from, put_of(from));
    REQUIRE(has_begun(server.files(), deadline::after(20s)));

    const auto later = run_client(server, from, put_of(from, {"--json"}));
    const auto ended = older.wait(deadline::after(20s));

    INFO(later.err << ended.err);
    CHECK(later.status == 0);
    CHECK(document(later).at("resumed_bytes") > 0);
    CHECK(ended.status == 11);
    require_all(from.path(), server.folder());
}

TEST_CASE("two sources for one target exclude each other", "[put]")
{
    const temp_folder from;
    const temp_folder other;
    from.write("big.bin", noise(large, 7));
    other.write("big.bin", noise(1000, 8));
    const test_server server;
    const fault_proxy proxy(server.port(), slowly());
    auto first = start_client(proxy.port(), from, put_of(from));
    REQUIRE(has_begun(server.files(), deadline::after(20s)));

    const auto second = run_client(server, other, put_of(other));
    const auto ended = first.wait(deadline::after(40s));

    INFO(second.err << ended.err);
    CHECK(second.status == 11);
    CHECK(ended.status == 0);
    require_all(from.path(), server.folder());
}
