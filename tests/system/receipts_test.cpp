#include "support/catch.hpp"
#include "support/mentions.hpp"
#include "support/test_client.hpp"

#include <nlohmann/json.hpp>

namespace sluice::test {
namespace {

using namespace std::chrono_literals;
using nlohmann::json;

/// A server that has given and taken a few files, and what its verbs say.
struct receipts_desk {
    test_server server;
    temp_folder here;

    receipts_desk()
    {
        server.files().write("films/a.bin", std::string(3'000'000, 'a'));
        here.write("mine.bin", std::string(2'500'000, 'b'));
        put({here.at("mine.bin")});
        put({here.at("mine.bin"), "--into", "second", "--digest", "sha256"});
    }

    void put(std::vector<std::string> arguments)
    {
        arguments.insert(arguments.begin(), "put");
        const auto done = client(std::move(arguments));
        if (done.status != 0) FAIL(done.err);
    }

    finished_program client(std::vector<std::string> arguments)
    {
        return run_client(server, here, std::move(arguments));
    }

    finished_program server_verb(std::vector<std::string> arguments)
    {
        arguments.insert(arguments.end(), {"-d", server.folder(), "-l", "none"});
        return run_server_alone(std::move(arguments));
    }

    /// Writes what the server's verbs give into files: all.ndjson, key.pem.
    void save()
    {
        here.write("key.pem", server_verb({"receipt", "key"}).out);
        here.write("all.ndjson", server_verb({"receipts", "--json"}).out);
    }

    finished_program verify(std::vector<std::string> arguments)
    {
        arguments.insert(arguments.begin(), {"verify-receipt", "--key", here.at("key.pem")});
        return client(std::move(arguments));
    }
};

std::vector<std::string> lines_of(const std::string& text)
{
    std::vector<std::string> lines;
    for (std::size_t at = 0; at < text.size();) {
        const auto end = text.find('\n', at);
        lines.push_back(text.substr(at, end - at));
        at = end == text.npos ? text.size() : end + 1;
    }
    return lines;
}

TEST_CASE("the receipts of a server are verified without it", "[system][receipts]")
{
    receipts_desk desk;
    desk.save();
    desk.server.stop();

    const auto all = desk.verify({desk.here.at("all.ndjson"), "--json"});

    INFO(all.err);
    REQUIRE(all.status == 0);
    const auto said = json::parse(all.out);
    CHECK(said["receipts"] == 2);
    CHECK(said["good"] == 2);
    CHECK(said["first"] == 1);
    CHECK(said["failures"].empty());
}

TEST_CASE("a receipt is compared with the file it is about", "[system][receipts]")
{
    receipts_desk desk;
    desk.save();
    const auto lines = lines_of(desk.here.read("all.ndjson"));
    desk.here.write("xxh3.json", lines.at(0));
    desk.here.write("sha256.json", lines.at(1));
    desk.here.write("other.bin", std::string(2'500'000, 'c'));

    for (const auto* one : {"xxh3.json", "sha256.json"}) {
        const auto same = desk.verify({desk.here.at(one), "--file", desk.here.at("mine.bin")});
        CHECK(same.status == 0);
        CHECK_THAT(same.out, mentions("is good") && mentions("mine.bin"));
        const auto other = desk.verify({desk.here.at(one), "--file", desk.here.at("other.bin")});
        CHECK(other.status == 6);
        CHECK_THAT(other.err, mentions("is not what receipt"));
    }
    CHECK(desk.verify({desk.here.at("all.ndjson"), "--file", desk.here.at("mine.bin")}).status ==
          2);
}

TEST_CASE("what is wrong with receipts is said with its place, exit code 6", "[system][receipts]")
{
    receipts_desk desk;
    desk.save();
    auto text = desk.here.read("all.ndjson");
    text[text.find("mine.bin")] = 'M';
    desk.here.write("bad.ndjson", text);
    desk.here.write("empty", "");

    const auto bad = desk.verify({desk.here.at("bad.ndjson")});

    CHECK(bad.status == 6);
    CHECK_THAT(bad.err, mentions("bad.ndjson:1") && mentions("the signature does not fit"));
    CHECK_THAT(bad.out, mentions("0 of 2") || mentions("none of 2"));
    CHECK(desk.verify({desk.here.at("empty")}).status == 6);
    CHECK(desk.verify({desk.here.at("nothing")}).status == 4);
    CHECK(desk.client({"verify-receipt", desk.here.at("all.ndjson")}).status == 2);
    CHECK(desk.client({"verify-receipt", desk.here.at("all.ndjson"), "--key", "xyz"}).status == 4);
}

TEST_CASE("after a kill the chain goes on with the same key", "[system][receipts]")
{
    receipts_desk desk;
    desk.server.kill();
    desk.server.start_again();
    desk.put({desk.here.at("mine.bin"), "--into", "third"});
    desk.save();

    const auto all = desk.verify({desk.here.at("all.ndjson")});

    INFO(all.err);
    CHECK(all.status == 0);
    CHECK_THAT(all.out, mentions("3 of 3"));
}

TEST_CASE("curl gets the receipts, and the key for everybody", "[system][receipts]")
{
    receipts_desk desk;
    const auto base = "curl -sS --fail http://127.0.0.1:" + std::to_string(desk.server.port()) +
                      "/api/v1/receipts";
    REQUIRE(std::system((base + " -o " + desk.here.at("all.ndjson")).c_str()) == 0);
    REQUIRE(std::system((base + "/key -o " + desk.here.at("key.pem")).c_str()) == 0);

    CHECK(desk.verify({desk.here.at("all.ndjson")}).status == 0);
    CHECK_THAT(desk.server_verb({"receipts"}).out, mentions("mine.bin") && mentions("native up"));
}

TEST_CASE("before the first start there is no key", "[system][receipts]")
{
    const temp_folder folder;
    folder.make_folder("served");

    const auto asked =
        run_server_alone({"receipt", "key", "-d", folder.at("served"), "-l", "none"});

    CHECK(asked.status == 4);
}

} // namespace
} // namespace sluice::test
