#include "support/test_server.hpp"
#include "system/failure/download_trial.hpp"
#include "system/pickup_project.hpp"
#include "system/tls_desk.hpp"

#include <sys/socket.h>

using namespace sluice;
using namespace sluice::test;
using namespace std::chrono_literals;

namespace {

const std::vector<std::string> at_once{"--pickup-settle", "0s"};

/// curl, quiet but for errors.
finished_program curl(std::vector<std::string> arguments, const std::string& folder = "/tmp")
{
    arguments.insert(arguments.begin(), {"/usr/bin/curl", "-sS", "--max-time", "300"});
    return run(arguments, folder);
}

std::string url_of(const test_server& server, const std::string& path,
                   const std::string& scheme = "http")
{
    return scheme + "://127.0.0.1:" + std::to_string(server.port()) + path;
}

/// Fetches by curl until the server gives something; where it lies.
std::string fetch_by_curl(const test_server& server, const temp_folder& into,
                          std::vector<std::string> more, const std::string& scheme = "http")
{
    more.insert(more.end(),
                {"-f", "-o", into.at("got.zip"), url_of(server, "/stream/foo/drc", scheme)});
    const bool came = wait_until([&] { return curl(more).status == 0; });
    REQUIRE(came);
    return into.read("got.zip");
}

} // namespace

TEST_CASE("a plain client fetches fresh files and they are put away", "[system][pickup]")
{
    test_server server(at_once);
    pickup_project project(server.files());
    project.add("a.drc", "hello");
    project.add("b.drc", std::string(3U << 20U, 'b'));
    temp_folder into;

    const auto files = unpacked(fetch_by_curl(server, into, {}));

    REQUIRE(files);
    CHECK(*files == project.made());
    REQUIRE(wait_until([&] { return project.all_put_away(); }));
    project.require_archived_once();
}

TEST_CASE("the proof of a plain client holds behind TLS too", "[system][pickup]")
{
    const made_certificate certificate;
    test_server server(certificate.server(at_once));
    pickup_project project(server.files());
    project.add("a.drc", std::string(3U << 20U, 'a'));
    temp_folder into;

    const auto files = unpacked(fetch_by_curl(server, into, {"-k"}, "https"));

    REQUIRE(files);
    REQUIRE(wait_until([&] { return project.all_put_away(); }));
    project.require_archived_once();
}

TEST_CASE("a client that keeps its connection fetches round after round", "[system][pickup]")
{
    test_server server(std::vector<std::string>{"--pickup-settle", "0s", "--pickup-proof", "1h"});
    pickup_project project(server.files());
    raw_peer peer(server.port());
    const http_ask wish{.target = "/stream/foo/drc", .fields = {{"Connection", "keep-alive"}}};

    for (int round = 0; round < 5; ++round) {
        project.add(std::to_string(round) + ".drc", "hello");
        http_answer got;
        REQUIRE(wait_until([&] {
            peer.send(wire_text(wish));
            got = read_answer(peer);
            return got.status == 200;
        }));
        CHECK(unpacked(got.body)->size() == 1);
        // The next request proves that the last answer came.
        peer.send(wire_text(wish));
        CHECK(read_answer(peer).status == 404);
        project.require_archived_once();
    }
}

TEST_CASE("a client that breaks off leaves everything to the next", "[system][pickup]")
{
    test_server server(at_once);
    pickup_project project(server.files());
    project.add("a.drc", std::string(200'000, 'a'));
    temp_folder into;
    REQUIRE(wait_until([&] {
        raw_peer peer(server.port());
        peer.send(wire_text({.target = "/stream/foo/drc", .fields = {}}));
        std::array<char, 1000> some{};
        ::recv(peer.descriptor(), some.data(), some.size(), 0);
        return std::string_view(some.data(), 12) == "HTTP/1.1 200";
    }));

    const auto files = unpacked(fetch_by_curl(server, into, {}));

    REQUIRE(files);
    CHECK(*files == project.made());
    REQUIRE(wait_until([&] { return project.all_put_away(); }));
}

TEST_CASE("a server killed in the middle of a transfer offers it again", "[system][pickup]")
{
    test_server server(at_once);
    pickup_project project(server.files());
    project.add("a.drc", std::string(64U << 20U, 'a'));
    REQUIRE(wait_until([&] {
        return ask(server.port(), {.method = "HEAD", .target = "/stream/foo/drc", .fields = {}})
                   .status == 200;
    }));
    raw_peer peer(server.port());
    peer.send(wire_text({.target = "/stream/foo/drc", .fields = {}}));
    std::array<char, 1000> some{};
    REQUIRE(::recv(peer.descriptor(), some.data(), some.size(), 0) > 0);
    server.kill();
    server.start_again();
    temp_folder into;

    const auto files = unpacked(fetch_by_curl(server, into, {}));

    REQUIRE(files);
    CHECK(*files == project.made());
    REQUIRE(wait_until([&] { return project.all_put_away(); }));
    project.require_archived_once();
}

TEST_CASE("who may read may pick up, of its own projects", "[system][pickup]")
{
    test_server server(at_once);
    pickup_project project(server.files());
    project.add("a.drc", "hello");
    const auto reader = add_token(server, {"reader", "--can", "read", "--path", "foo"});
    const auto other = add_token(server, {"other", "--can", "read", "--path", "elsewhere"});
    const auto writer = add_token(server, {"writer", "--can", "write"});
    const auto as = [&](const std::string& token) {
        http_ask wish{.target = "/stream/foo/drc", .fields = {}};
        if (!token.empty()) wish.fields["Authorization"] = "Bearer " + token;
        return ask(server.port(), wish).status;
    };

    REQUIRE(wait_until([&] { return as("") == 401; }));
    CHECK(as(writer) == 403);
    CHECK(as(other) == 404);
    REQUIRE(wait_until([&] { return as(reader) == 200; }));
    REQUIRE(wait_until([&] { return project.all_put_away(); }));
}

TEST_CASE("curl goes on with a folder's archive where it was cut off", "[system][zip]")
{
    test_server server;
    for (int i = 0; i < 10'000; ++i)
        server.files().write("d/" + std::to_string(i % 100) + "/" + std::to_string(i),
                             std::string(static_cast<std::size_t>(i % 700), 'x'));
    temp_folder into;
    const auto url = url_of(server, "/files/d?zip");
    REQUIRE(curl({"-f", "-o", into.at("whole"), url}).status == 0);
    const auto whole = into.read("whole");

    for (const std::size_t cut : {std::size_t{1}, whole.size() / 3, whole.size() - 30}) {
        into.write("part", whole.substr(0, cut));
        const auto went = curl({"-f", "-C", "-", "-o", into.at("part"), url});
        INFO(cut << " " << went.err);
        CHECK(went.status == 0);
        CHECK(into.read("part") == whole);
    }
    REQUIRE(curl({"-f", "--range", "100-299", "-o", into.at("range"), url}).status == 0);
    CHECK(into.read("range") == whole.substr(100, 200));
    const auto tested = run({"/usr/bin/unzip", "-tq", into.at("whole")});
    CHECK(tested.out.starts_with("No errors detected"));
    CHECK(unpacked(whole)->size() == 10'000);
}

TEST_CASE("a sparse file of 5 GiB in a folder comes as an archive, at its end too", "[system][zip]")
{
    test_server server;
    server.files().write("d/large", "");
    std::filesystem::resize_file(server.files().at("d/large"), 5ULL << 30U);
    server.files().write("d/small", "hello");
    const auto url = url_of(server, "/files/d?zip");
    temp_folder into;

    const auto head = curl({"-f", "-I", url});
    REQUIRE(head.status == 0);
    REQUIRE(curl({"-f", "--range", "-400", "-o", into.at("end"), url}).status == 0);
    const auto end = into.read("end");
    CHECK(end.size() == 400);
    CHECK(end.find("hello") != std::string::npos);
    CHECK(end.find("PK\6\6") != std::string::npos);
    CHECK(head.out.find(std::to_string((5ULL << 30U))) == std::string::npos);
}
