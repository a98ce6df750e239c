#include "support/catch.hpp"
#include "support/mentions.hpp"
#include "support/raw_peer.hpp"
#include "support/test_client.hpp"

#include <nlohmann/json.hpp>
#include <sys/socket.h>

namespace sluice::test {
namespace {

using nlohmann::json;
using namespace std::chrono_literals;

/// The first line of the answer to a POST of JSON.
std::string post(const test_server& server, const std::string& path, const std::string& body)
{
    raw_peer peer(server.port());
    peer.send("POST " + path + " HTTP/1.1\r\nHost: 127.0.0.1:" + std::to_string(server.port()) +
              "\r\nContent-Type: application/json\r\nConnection: close\r\nContent-Length: " +
              std::to_string(body.size()) + "\r\n\r\n" + body);
    std::string got(4096, '\0');
    const auto size = ::recv(peer.descriptor(), got.data(), got.size(), 0);
    got.resize(size > 0 ? static_cast<std::size_t>(size) : 0);
    return got.substr(0, got.find('\r'));
}

TEST_CASE("put obeys the list of extensions, file by file", "[system][put]")
{
    const temp_folder from;
    from.write("tree/good.txt", "1");
    from.write("tree/bad.exe", "2");
    const test_server server({"--tree-extensions", "txt,md"});

    const auto both = run_client(server, from, {"put", from.at("tree")});
    const auto alone = run_client(server, from, {"put", from.at("tree/bad.exe")});

    INFO(both.err << alone.err);
    CHECK(both.status == 14);
    CHECK_THAT(both.err + both.out, mentions("bad.exe"));
    CHECK(alone.status == 1);
    CHECK(server.files().read("tree/good.txt") == "1");
    CHECK_FALSE(server.files().has("tree/bad.exe"));
    CHECK_FALSE(server.files().has("bad.exe"));
}

TEST_CASE("put obeys --max-upload", "[system][put]")
{
    const temp_folder from;
    from.write("tree/small", "1");
    from.write("tree/large", sample_bytes(3U << 20U));
    const test_server server({"--max-upload", "1M"});

    const auto both = run_client(server, from, {"put", from.at("tree")});

    INFO(both.err);
    CHECK(both.status == 14);
    CHECK(server.files().has("tree/small"));
    CHECK_FALSE(server.files().has("tree/large"));
}

TEST_CASE("every file of a put stands in the ledger, with who, digest and result", "[system][put]")
{
    const temp_folder from;
    const temp_folder state;
    from.write("tree/good.txt", "abc");
    from.write("tree/bad.exe", "2");
    test_server server({"--tree-extensions", "txt", "--state", state.path()});
    REQUIRE(run_client(server, from, {"put", "--into", "in", from.at("tree")}).status == 14);
    server.stop();

    const auto shown = run_server_alone(
        {"ledger", "--json", "-d", server.folder(), "--state", state.path(), "-l", "none"});

    INFO(shown.out << shown.err);
    REQUIRE(shown.status == 0);
    const auto rows = json::parse(shown.out).at("ledger");
    REQUIRE(rows.size() == 2);
    const std::size_t good = rows[0].at("result") == "ok" ? 0 : 1;
    CHECK(rows[good].at("what") == "in/tree/good.txt");
    CHECK(rows[good].at("bytes") == 3);
    CHECK(rows[good].at("direction") == "up");
    CHECK(rows[good].at("door") == "native");
    CHECK(rows[good].at("root_digest").get<std::string>().size() == 32);
    CHECK(rows[1 - good].at("result") == "type_refused");
    CHECK_THAT(rows[1 - good].at("what").get<std::string>(), mentions("bad.exe"));
}

TEST_CASE("a put to where an upload over HTTP is open is busy", "[system][put]")
{
    const temp_folder from;
    from.write("a.bin", sample_bytes(5000));
    const test_server server;
    const auto made = post(server, "/api/v1/uploads", R"({"name":"in/a.bin","size":9000000})");
    INFO(made);
    REQUIRE(made.find(" 201") != std::string::npos);

    const auto refused = run_client(server, from, {"put", "--into", "in", from.at("a.bin")});
    const auto beside = run_client(server, from, {"put", "--into", "by", from.at("a.bin")});

    INFO(refused.err);
    CHECK(refused.status == 11);
    CHECK(beside.status == 0);
    CHECK_FALSE(server.files().has("in/a.bin"));
}

TEST_CASE("connections that were attached count towards the limits", "[system][put][limits]")
{
    const test_server server({"--address-connections", "4"});
    auto control = raw_peer::greeted(server.port());
    control.send(proto::put_request{}, 7);
    const auto frame = control.receive();
    REQUIRE(frame);
    const auto accepted = std::get<proto::put_accepted>(frame->message());
    std::vector<raw_peer> givers;
    for (int i = 0; i < 3; ++i) {
        givers.emplace_back(server.port());
        proto::hello hello;
        hello.role = proto::role::giver;
        givers.back().send(hello, 0);
        REQUIRE(givers.back().receive());
        givers.back().send(proto::attach{accepted.ticket}, 0);
    }
    const auto attached = [&] {
        const auto log = server.log();
        const auto first = log.find("event=attached");
        const auto second = first == log.npos ? first : log.find("event=attached", first + 1);
        return second != log.npos && log.find("event=attached", second + 1) != log.npos;
    };
    INFO(server.log());
    REQUIRE(eventually(attached, deadline::after(20s)));
    const temp_folder in;

    CHECK(run_client(server, in, {"-r", "0", "ls"}).status == 12);
    control.close();
    givers.clear();
    const auto free_again = [&] { return run_client(server, in, {"-r", "0", "ls"}).status == 0; };
    CHECK(eventually(free_again, deadline::after(20s)));
}

} // namespace
} // namespace sluice::test
