#include "support/catch.hpp"
#include "support/mentions.hpp"
#include "support/raw_peer.hpp"
#include "support/scripted_server.hpp"
#include "support/test_client.hpp"

#include <sys/socket.h>

#include <algorithm>
#include <csignal>
#include <thread>

namespace sluice::test {
namespace {

using namespace std::chrono_literals;

double seconds_of(const std::function<void()>& act)
{
    const auto start = std::chrono::steady_clock::now();
    act();
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

/// Two clients together take two seconds, in the best of a few rounds: a machine that does
/// something else for a moment makes one round longer, not each.
void require_two_seconds(const test_server& server, const std::vector<std::string>& words)
{
    double least = 1e9;
    for (int round = 0; round < 4 && least >= 2 * 1.25; ++round) {
        const temp_folder one;
        const temp_folder two;
        least = std::min(least, seconds_of([&] {
                             auto first = start_client(server, one, words);
                             auto second = start_client(server, two, words);
                             CHECK(first.wait(deadline::after(20s)).status == 0);
                             CHECK(second.wait(deadline::after(20s)).status == 0);
                         }));
    }
    CHECK(least > 2 * 0.75);
    CHECK(least < 2 * 1.25);
}

TEST_CASE("more than --max-connections are told that the server is overloaded", "[system][limits]")
{
    test_server server({"--max-connections", "2"});
    const temp_folder out;
    std::vector<raw_peer> held;
    held.push_back(raw_peer::greeted(server.port()));
    held.push_back(raw_peer::greeted(server.port()));

    const auto refused = run_client(server, out, {"-r", "0", "ls"});
    held.pop_back();
    server.wait_for_log("event=closed", deadline::after(20s));
    const auto served = run_client(server, out, {"ls"});

    CHECK(refused.status == 12);
    CHECK_THAT(refused.err, mentions("overloaded"));
    CHECK(served.status == 0);
}

TEST_CASE("the limit of --rate holds for all clients together", "[system][limits]")
{
    test_server server({"--rate", "4M"});
    server.files().write("a.bin", sample_bytes(4U << 20U));

    require_two_seconds(server, {"--durability", "none", "get", "a.bin"});
}

TEST_CASE("the limit of --client-rate holds for all connections of one address", "[system][limits]")
{
    test_server server({"--client-rate", "4M"});
    server.files().write("a.bin", sample_bytes(4U << 20U));

    require_two_seconds(server, {"-w", "1", "--durability", "none", "get", "a.bin"});
}

TEST_CASE("a connection that asks for nothing is ended after --idle-limit", "[system][limits]")
{
    test_server server({"--idle-limit", "300ms"});
    server.files().write("a.txt", "hello");
    const temp_folder out;
    auto idle = raw_peer::greeted(server.port());

    const auto took = seconds_of([&] { CHECK(idle.closed_by_other(deadline::after(20s))); });

    CHECK(took > 0.2);
    CHECK(took < 15);
    CHECK(run_client(server, out, {"get", "a.txt"}).status == 0);
}

TEST_CASE("a peer that does not take what it asked for is ended after --stall-limit",
          "[system][limits]")
{
    test_server server({"--stall-limit", "300ms"});
    server.files().write("a.bin", sample_bytes(20'000'000));
    auto stalled = raw_peer::greeted(server.port());
    const int small = 4096;
    ::setsockopt(stalled.descriptor(), SOL_SOCKET, SO_RCVBUF, &small, sizeof small);
    proto::read_request all;
    all.path = "a.bin";
    all.length = 20'000'000;

    stalled.send(all, 1);

    server.wait_for_log("code=timed_out", deadline::after(30s));
}

TEST_CASE("a server that stops sending is given up after the client's --stall-limit",
          "[system][limits]")
{
    server_script script;
    script.content = sample_bytes(100'000);
    script.instead[proto::frame_type::read] = [](raw_peer& peer, const raw_frame& request) {
        return send_data(peer, request.header.request_id, sample_bytes(1000));
    };
    scripted_server server(script);
    const temp_folder out;
    finished_program got;

    const auto took = seconds_of([&] {
        got = run_client(server.port(), out, {"-r", "0", "--stall-limit", "300ms", "get", "a.bin"});
    });

    CHECK(got.status == 7);
    CHECK_THAT(got.err, mentions("timed out"));
    CHECK(took < 15);
}

TEST_CASE("a server out of descriptors survives, does not spin and serves again afterwards",
          "[system][limits]")
{
    server_options how;
    how.descriptors = 64;
    test_server server(how);
    server.files().write("a.txt", "hello");
    const temp_folder out;
    std::vector<raw_peer> crowd;
    for (int i = 0; i < 150; ++i)
        crowd.emplace_back(server.port());
    const auto full = [&] { return server.running().open_descriptors() >= 63; };
    REQUIRE(eventually(full, deadline::after(20s)));

    const auto before = server.running().cpu_seconds();
    std::this_thread::sleep_for(1s); // the time over which it may not spin
    const auto burnt = server.running().cpu_seconds() - before;
    crowd.clear();
    const auto served = [&] { return run_client(server, out, {"get", "a.txt"}).status == 0; };

    CHECK(burnt < 0.3);
    CHECK(eventually(served, deadline::after(20s)));
    CHECK(out.read("a.txt") == "hello");
}

TEST_CASE("SIGHUP reloads the rate for what is running and what comes", "[system][limits]")
{
    const temp_folder folder;
    folder.write("s.ini", "[server]\nrate = 256K\n");
    test_server server({"-c", folder.at("s.ini")});
    server.files().write("a.bin", sample_bytes(8'000'000));
    const temp_folder out;
    auto client = start_client(server, out, {"--durability", "none", "get", "a.bin"});
    const auto begun = [&] { return !out.names().empty(); };
    REQUIRE(eventually(begun, deadline::after(20s)));

    folder.write("s.ini", "[server]\nrate = 0\n");
    server.running().signal(SIGHUP);
    const auto ended = client.wait(deadline::after(15s));

    CHECK(ended.status == 0);
    CHECK_THAT(server.log(), mentions("event=reload") && mentions("rate changed"));
}

TEST_CASE("SIGHUP with a bad file keeps what was", "[system][limits]")
{
    const temp_folder folder;
    folder.write("s.ini", "[server]\nrate = 0\n");
    test_server server({"-c", folder.at("s.ini")});
    server.files().write("a.txt", "hello");
    const temp_folder out;

    folder.write("s.ini", "[server]\nraet = 1\n");
    server.running().signal(SIGHUP);
    server.wait_for_log("s.ini:2", deadline::after(20s));

    CHECK(run_client(server, out, {"get", "a.txt"}).status == 0);
}

} // namespace
} // namespace sluice::test
