#include "support/catch.hpp"
#include "support/mentions.hpp"
#include "support/test_client.hpp"

#include <nlohmann/json.hpp>

#include <csignal>

namespace sluice::test {
namespace {

using namespace std::chrono_literals;
using nlohmann::json;

/// A served folder with its state, and the verbs on both.
struct token_desk {
    temp_folder folder;

    token_desk() { folder.write("served/films/a.txt", "hello"); }

    finished_program run(std::vector<std::string> arguments) const
    {
        arguments.insert(arguments.end(), {"-d", folder.at("served"), "-l", "none"});
        return run_server_alone(std::move(arguments));
    }

    json tokens() const { return json::parse(run({"token", "list", "--json"}).out)["tokens"]; }
};

TEST_CASE("a new token is printed once, and only that on stdout", "[system][token]")
{
    const token_desk desk;

    const auto added = desk.run(
        {"token", "add", "ann", "--can", "read,write", "--path", "films", "--expires", "30d"});

    CHECK(added.status == 0);
    CHECK_THAT(added.out, Catch::Matchers::Matches("sluice_[0-9a-f]{8}_[A-Za-z0-9_-]{43}\n"));
    CHECK_THAT(added.err, mentions("this once only") && mentions("below films"));
    CHECK(added.err.find(added.out.substr(16, 43)) == std::string::npos);
    const auto all = desk.tokens();
    REQUIRE(all.size() == 1);
    CHECK(all[0]["name"] == "ann");
    CHECK(all[0]["id"] == added.out.substr(7, 8));
    CHECK(all[0]["can"] == json{"read", "write"});
    CHECK(all[0]["path"] == "films");
    CHECK(all[0]["state"] == "valid");
    CHECK(all[0]["expires"].is_string());
}

TEST_CASE("the secret of a token stands in no file", "[system][token]")
{
    const token_desk desk;
    const auto secret = desk.run({"token", "add", "ann"}).out.substr(16, 43);
    for (const auto& one : std::filesystem::recursive_directory_iterator(desk.folder.path())) {
        if (!one.is_regular_file()) continue;
        const auto name = std::filesystem::relative(one.path(), desk.folder.path()).string();
        CHECK(desk.folder.read(name).find(secret) == std::string::npos);
    }
    CHECK(desk.run({"token", "list"}).out.find(secret) == std::string::npos);
}

TEST_CASE("a revoked token is listed as such, and its name is free again", "[system][token]")
{
    const token_desk desk;
    desk.run({"token", "add", "ann"});

    CHECK(desk.run({"token", "add", "ann"}).status == 11);
    CHECK(desk.run({"token", "revoke", "ann"}).status == 0);
    CHECK(desk.tokens()[0]["state"] == "revoked");
    CHECK_THAT(desk.run({"token", "list"}).out, mentions("ann") && mentions("revoked"));
    CHECK(desk.run({"token", "revoke", "bob"}).status == 4);
    CHECK(desk.run({"token", "add", "ann"}).status == 0);
}

TEST_CASE("what no token can be is wrong usage and leaves no token", "[system][token]")
{
    const token_desk desk;
    const std::vector<std::vector<std::string>> wrong = {
        {"token", "add"},
        {"token", "add", "a b"},
        {"token", "add", std::string(65, 'a')},
        {"token", "add", "ann", "--can", "read,fly"},
        {"token", "add", "ann", "--path", "../up"},
        {"token", "add", "ann", "--expires", "2020-01-01"},
        {"token", "add", "ann", "--expires", "soon"},
        {"token", "lost"},
    };
    for (const auto& arguments : wrong) {
        const auto got = desk.run(arguments);
        INFO(arguments.back());
        CHECK(got.status == 2);
        CHECK(got.out.empty());
    }
    CHECK(desk.tokens().empty());
}

TEST_CASE("looking at tokens and ledger makes no state folder", "[system][token]")
{
    const token_desk desk;

    CHECK(desk.run({"token", "list"}).status == 0);
    CHECK(desk.run({"ledger"}).status == 0);
    CHECK(json::parse(desk.run({"ledger", "--json"}).out)["ledger"].empty());
    CHECK(desk.run({"token", "revoke", "ann"}).status == 4);

    CHECK_FALSE(desk.folder.has("served.sluice"));
}

TEST_CASE("without a state folder there are no tokens", "[system][token]")
{
    const token_desk desk;

    const auto none = desk.run({"token", "add", "ann", "--state", "none"});
    const auto inside = desk.run({"token", "add", "ann", "--state", desk.folder.at("served/x")});

    CHECK(none.status == 3);
    CHECK(inside.status == 3);
    CHECK_THAT(inside.err, mentions("inside the served folder"));
}

TEST_CASE("tokens can be changed and the ledger read while a server runs", "[system][token]")
{
    const token_desk desk;
    const test_server running(server_options{{}, desk.folder.at("served"), 0, 0});

    CHECK(desk.run({"token", "add", "ann"}).status == 0);
    CHECK(desk.run({"token", "revoke", "ann"}).status == 0);
    CHECK(desk.run({"ledger", "--json"}).status == 0);
    CHECK(desk.tokens().size() == 1);
}

TEST_CASE("a second server on the same folder serves without uploads and says so",
          "[system][token]")
{
    const token_desk desk;
    test_server first(server_options{{}, desk.folder.at("served"), 0, 0});
    test_server second(server_options{{}, desk.folder.at("served"), 0, 0});

    CHECK_THAT(second.log(), mentions("uploads are off") && mentions("another sluice-server"));
    CHECK(run_client(second, desk.folder, {"ls"}).status == 0);
    CHECK_THAT(second.stop().err, mentions("warning: uploads are off"));
    CHECK(first.log().find("uploads are off") == std::string::npos);
}

TEST_CASE("a server closes its state on SIGTERM, and opens it again after kill -9",
          "[system][token]")
{
    const token_desk desk;
    test_server running(server_options{{}, desk.folder.at("served"), 0, 0});
    const auto mark = [&] { return desk.folder.read("served.sluice/lock").size(); };

    CHECK(mark() == 1);
    CHECK(running.stop().status == 143);
    CHECK(mark() == 0);
    running.start_again();
    running.kill();
    CHECK(mark() == 1);
    running.start_again();

    CHECK(running.log().find("uploads are off") == std::string::npos);
    CHECK(running.stop().status == 143);
    CHECK(mark() == 0);
}

TEST_CASE("a state folder that was named must be usable", "[system][token]")
{
    const token_desk desk;
    desk.folder.write("file", "");

    const auto got =
        desk.run({"-a", "127.0.0.1", "-p", "0", "--no-repl", "--state", desk.folder.at("file")});

    CHECK(got.status == 3);
    CHECK_THAT(got.err, mentions(desk.folder.at("file")));
}

TEST_CASE("tokens that cannot be read stop the server, for they may be needed", "[system][token]")
{
    const token_desk desk;
    desk.folder.write("served.sluice/tokens.db", std::string(5000, 'x'));

    const auto got = desk.run({"-a", "127.0.0.1", "-p", "0", "--no-repl"});

    CHECK(got.status == 3);
    CHECK_THAT(got.err, mentions("tokens.db") && mentions("damaged"));
}

TEST_CASE("a server that strangers can reach without a token warns", "[system][token]")
{
    const token_desk desk;
    program_options how;
    how.folder = desk.folder.path();
    how.arguments = {"-d", "served", "-a", "0.0.0.0", "-p", "0", "--no-repl"};
    program open(server_program(), how);
    open.read_line(deadline::after(20s));
    open.signal(SIGTERM);
    CHECK_THAT(open.wait(deadline::after(20s)).err, mentions("no token is set up"));

    desk.run({"token", "add", "ann"});
    program closed(server_program(), how);
    closed.read_line(deadline::after(20s));
    closed.signal(SIGTERM);
    CHECK(closed.wait(deadline::after(20s)).err.empty());
}

} // namespace
} // namespace sluice::test
