#include "support/catch.hpp"
#include "support/fault_proxy.hpp"
#include "system/failure/download_trial.hpp"

#include <fstream>

using namespace sluice;
using namespace sluice::test;
using namespace std::chrono_literals;

namespace {

constexpr std::size_t large = 40U << 20U;

connection_faults slow()
{
    connection_faults how;
    how.to_server.delay = 3ms;
    how.to_server.segment = 128U << 10U;
    return how;
}

} // namespace

TEST_CASE("a put whose control connection is lost begins again and resumes", "[put]")
{
    const temp_folder from;
    from.write("big.bin", noise(large, 1));
    const test_server server;
    // Past the greeting and a few words of progress.
    const fault_proxy proxy(server.port(), [](unsigned number) {
        auto how = slow();
        if (number == 0) how.to_client.cut_after = 400;
        return how;
    });

    const auto ended =
        run_client(proxy.port(), from, {"--json", "-w", "2", "put", from.at("big.bin")});

    INFO(ended.out << ended.err);
    CHECK(ended.status == 0);
    CHECK(proxy.connections() > 4);
    CHECK(document(ended).at("files_done") == 1);
    CHECK(document(ended).at("resumed_bytes") > 0);
    require_all(from.path(), server.folder());
}

TEST_CASE("files that had arrived are not put twice after the control connection was lost", "[put]")
{
    const temp_folder from;
    from.write("a.bin", noise(100'000, 1));
    from.write("b.bin", noise(large, 2));
    const test_server server;
    const fault_proxy proxy(server.port(), [](unsigned number) {
        auto how = slow();
        if (number == 0) how.to_client.cut_after = 700;
        return how;
    });

    const auto ended = run_client(proxy.port(), from,
                                  {"--json", "-w", "1", "put", from.at("a.bin"), from.at("b.bin")});

    INFO(ended.out << ended.err);
    CHECK(ended.status == 0);
    CHECK(document(ended).at("files_done") == 2);
    require_all(from.path(), server.folder());
}

TEST_CASE("with no retries a lost control connection leaves the put unfinished", "[put]")
{
    const temp_folder from;
    from.write("big.bin", noise(large, 3));
    const test_server server;
    const fault_proxy proxy(server.port(), [](unsigned number) {
        auto how = slow();
        if (number == 0) how.to_client.cut_after = 400;
        return how;
    });

    const auto ended = run_client(proxy.port(), from, {"-r", "0", "put", from.at("big.bin")});

    INFO(ended.err);
    CHECK(ended.status == 7);
    CHECK(ended.err.find("resume with: ") != std::string::npos);
    require_nothing_half(from.path(), server.folder());
}

TEST_CASE("a server that stops lets a put come to its end within --drain", "[put]")
{
    const temp_folder from;
    from.write("big.bin", noise(large, 4));
    test_server server({"--drain", "1m"});
    const fault_proxy proxy(server.port(), every_time(slow()));
    auto client = start_client(proxy.port(), from, {"put", from.at("big.bin")});
    REQUIRE(has_begun(server.files(), deadline::after(20s)));

    const auto stopped = server.stop();
    const auto ended = client.wait(deadline::after(20s));

    INFO(ended.err << server.log());
    CHECK(stopped.status == 143);
    CHECK(ended.status == 0);
    require_all(from.path(), server.folder());
}

TEST_CASE("a put that is not through when --drain is over is unfinished and resumes", "[put]")
{
    const temp_folder from;
    from.write("big.bin", noise(large, 5));
    test_server server({"--drain", "100ms"});
    {
        const fault_proxy proxy(server.port(), every_time(slow()));
        auto client = start_client(proxy.port(), from, {"-r", "1", "put", from.at("big.bin")});
        REQUIRE(has_begun(server.files(), deadline::after(20s)));
        CHECK(server.stop().status == 143);
        const auto ended = client.wait(deadline::after(20s));
        INFO(ended.err << server.log());
        CHECK(ended.status == 7);
        require_nothing_half(from.path(), server.folder());
    }
    server.start_again();

    const auto again = run_client(server, from, {"--json", "put", from.at("big.bin")});

    INFO(again.err);
    CHECK(again.status == 0);
    CHECK(document(again).at("resumed_bytes") > 0);
    require_all(from.path(), server.folder());
}

TEST_CASE("a source that goes on changing is exit code 8 and nothing appears", "[put]")
{
    const temp_folder from;
    from.write("big.bin", noise(large, 6));
    const test_server server;
    const fault_proxy proxy(server.port(), every_time(slow()));
    auto client = start_client(proxy.port(), from, {"put", from.at("big.bin")});
    REQUIRE(has_begun(server.files(), deadline::after(20s)));

    const auto changed_to_the_end = [&] {
        std::ofstream(from.at("big.bin"), std::ios::app) << 'x';
        return client.has_ended();
    };
    REQUIRE(eventually(changed_to_the_end, deadline::after(40s)));
    const auto ended = client.wait(deadline::after(20s));

    INFO(ended.err);
    CHECK(ended.status == 8);
    CHECK(visible(server.folder()).empty());
}
