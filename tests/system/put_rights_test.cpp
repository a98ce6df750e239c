#include "support/mentions.hpp"
#include "support/secured.hpp"

#include <nlohmann/json.hpp>

using namespace sluice;
using namespace sluice::test;

namespace {

/// A server with TLS and tokens, and a client beside it.
struct secured_desk {
    finished_program run(const std::string& token, std::vector<std::string> words) const
    {
        words.insert(words.begin(), {"--tls", "--pin", certificate.pin});
        return run_with_token(server, here, token, std::move(words));
    }

    made_certificate certificate;
    test_server server{certificate.server({"--tls-only"})};
    temp_folder here;
};

finished_program put_plainly(const test_server& server, const temp_folder& from,
                             const std::string& name)
{
    return run_client(server, from, {"put", from.at(name)});
}

} // namespace

TEST_CASE("put and get work through TLS with a token", "[system][put][tls]")
{
    const secured_desk desk;
    const auto token = add_token(desk.server, {"lab", "--can", "read,write"});
    desk.here.write("large", sample_bytes((9U << 20U) + 17));
    desk.here.write("tree/small", "abc");

    const auto sent =
        desk.run(token, {"-w", "3", "put", desk.here.at("large"), desk.here.at("tree")});
    const temp_folder back;
    const auto got = run_with_token(
        desk.server, back, token, {"--tls", "--pin", desk.certificate.pin, "get", "large", "tree"});

    INFO(sent.err << got.err);
    CHECK(sent.status == 0);
    CHECK(got.status == 0);
    CHECK(same_files(desk.here.at("large"), back.at("large")));
    CHECK(back.read("tree/small") == "abc");
}

TEST_CASE("without a token, or with one that may not, put and get end with exit code 10",
          "[system][put][tls]")
{
    const secured_desk desk;
    const auto reads = add_token(desk.server, {"reader", "--can", "read"});
    const auto writes = add_token(desk.server, {"writer", "--can", "write"});
    desk.here.write("a", "text");
    desk.server.files().write("b", "text");

    CHECK(desk.run("", {"put", desk.here.at("a")}).status == 10);
    CHECK(desk.run("", {"get", "b"}).status == 10);
    CHECK(desk.run(reads, {"put", desk.here.at("a")}).status == 10);
    CHECK(desk.run(writes, {"get", "b"}).status == 10);
    CHECK(desk.run(reads.substr(0, reads.size() - 1) + "x", {"get", "b"}).status == 10);
    CHECK_FALSE(desk.server.files().has("a"));
}

TEST_CASE("a token with a path puts below it and nowhere else", "[system][put][tls]")
{
    const secured_desk desk;
    const auto token = add_token(desk.server, {"lab", "--can", "read,write", "--path", "lab"});
    desk.here.write("a", "text");

    CHECK(desk.run(token, {"--into", "lab/in", "put", desk.here.at("a")}).status == 0);
    CHECK(desk.run(token, {"put", desk.here.at("a")}).status == 10);
    CHECK(desk.run(token, {"--into", "labor", "put", desk.here.at("a")}).status == 10);
    CHECK(desk.server.files().read("lab/in/a") == "text");
    CHECK_FALSE(desk.server.files().has("a"));
    CHECK_FALSE(desk.server.files().has("labor"));
}

TEST_CASE("put obeys the server's rules on types and sizes, file by file", "[system][put]")
{
    const test_server server({"--tree-extensions", "txt", "--max-upload", "1000"});
    const temp_folder from;
    from.write("tree/good.txt", "text");
    from.write("tree/bad.exe", "MZ");
    from.write("tree/just.txt", std::string(1000, 'x'));
    from.write("tree/long.txt", std::string(1001, 'x'));

    const auto done = run_client(server, from, {"--json", "put", from.at("tree")});

    CHECK(done.status == 14);
    CHECK(server.files().read("tree/good.txt") == "text");
    CHECK(server.files().has("tree/just.txt"));
    CHECK_FALSE(server.files().has("tree/bad.exe"));
    CHECK_FALSE(server.files().has("tree/long.txt"));
}

TEST_CASE("what was put stands in the ledger, once for each file", "[system][put]")
{
    test_server server;
    const temp_folder from;
    from.write("a", "text");
    REQUIRE(put_plainly(server, from, "a").status == 0);
    const auto folder = server.folder();
    server.stop();

    const auto shown = run_server_alone({"ledger", "-d", folder, "--json"});

    const auto document = nlohmann::json::parse(shown.out);
    CAPTURE(shown.out);
    std::size_t ups = 0;
    for (const auto& one :
         document.front().is_array() ? document.front() : document.at("transfers"))
        ups += one.at("direction") == "up" && one.at("what") == "a" ? 1 : 0;
    CHECK(ups == 1);
}
