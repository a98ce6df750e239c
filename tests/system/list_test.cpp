#include "support/catch.hpp"
#include "support/mentions.hpp"
#include "support/test_client.hpp"

#include <nlohmann/json.hpp>
#include <sys/stat.h>

#include <sstream>

namespace sluice::test {
namespace {

using namespace std::chrono_literals;

struct listed_tree {
    listed_tree()
    {
        const auto& files = server.files();
        files.write("a.txt", "hello");
        files.write("b.md", "x");
        files.write("docs/c.txt", "cc");
        files.write("docs/deep/d.txt", "ddd");
        files.make_folder("docs/empty");
    }

    std::string list(std::vector<std::string> words)
    {
        words.insert(words.begin(), "ls");
        const auto got = run_client(server, out, words);
        return got.status == 0 ? got.out : "status " + std::to_string(got.status);
    }

    test_server server;
    temp_folder out;
};

TEST_CASE("ls shows one level, a folder, a file or all below", "[system][list]")
{
    listed_tree tree;

    CHECK(tree.list({}) == "a.txt\nb.md\ndocs/\n");
    CHECK(tree.list({"docs"}) == "docs/c.txt\ndocs/deep/\ndocs/empty/\n");
    CHECK(tree.list({"docs/"}) == "docs/c.txt\ndocs/deep/\ndocs/empty/\n");
    CHECK(tree.list({"a.txt"}) == "a.txt\n");
    CHECK(tree.list({"docs/empty"}).empty());
    CHECK(tree.list({"--recursive", "docs"}) ==
          "docs/c.txt\ndocs/deep/\ndocs/deep/d.txt\ndocs/empty/\n");
}

TEST_CASE("ls takes a pattern over names or over paths", "[system][list]")
{
    listed_tree tree;

    CHECK(tree.list({"*.txt"}) == "a.txt\n");
    CHECK(tree.list({"docs/*.txt"}) == "docs/c.txt\n");
    CHECK(tree.list({"**/*.txt"}) == "a.txt\ndocs/c.txt\ndocs/deep/d.txt\n");
    CHECK(tree.list({"[ab].*"}) == "a.txt\nb.md\n");
    CHECK(tree.list({"*.zip"}) == "status 4");
    CHECK(tree.list({"nope"}) == "status 4");
}

TEST_CASE("a name that holds the characters of a pattern is found by itself", "[system][list]")
{
    test_server server;
    server.files().write("what[1].txt", "hello");
    const temp_folder out;

    const auto listed = run_client(server, out, {"ls", "what[1].txt"});
    const auto got = run_client(server, out, {"get", "what[1].txt"});

    CHECK(listed.out == "what[1].txt\n");
    CHECK(got.status == 0);
    CHECK(out.read("what[1].txt") == "hello");
}

TEST_CASE("ls --long shows size, time and name", "[system][list]")
{
    listed_tree tree;

    const auto text = tree.list({"--long"});

    CHECK_THAT(text, mentions("5 B  20") && mentions("Z  a.txt\n") && mentions("-  20"));
}

TEST_CASE("ls --json carries sizes and versions", "[system][list]")
{
    listed_tree tree;

    const auto document = nlohmann::json::parse(tree.list({"--json"}));

    REQUIRE(document["entries"].size() == 3);
    CHECK(document["schema"] == 1);
    CHECK(document["entries"][0]["path"] == "a.txt");
    CHECK(document["entries"][0]["size"] == 5);
    CHECK(document["entries"][0]["version"].get<std::string>().size() == 32);
    CHECK(document["entries"][2]["kind"] == "folder");
}

TEST_CASE("a folder of 5,000 files is listed page by page, sorted, each once", "[system][list]")
{
    const temp_folder files(memory_folder());
    for (int i = 0; i < 5000; ++i)
        files.write("many/file-" + std::to_string(10'000 + i), "");
    test_server server(server_options{{}, files.path(), 0, 0});
    const temp_folder out;

    const auto got = run_client(server, out, {"ls", "many"});

    std::vector<std::string> lines;
    std::istringstream text(got.out);
    for (std::string line; std::getline(text, line);)
        lines.push_back(line);
    REQUIRE(lines.size() == 5000);
    CHECK(std::is_sorted(lines.begin(), lines.end()));
    CHECK(std::adjacent_find(lines.begin(), lines.end()) == lines.end());
}

TEST_CASE("ls shows what is not offered as a count and never as a name", "[system][list]")
{
    test_server server;
    server.files().write("good.txt", "x");
    server.files().write("bad\nname", "x");
    server.files().write("bell\a", "x");
    std::filesystem::create_symlink("/etc/passwd", server.files().at("link"));
    ::mkfifo(server.files().at("fifo").c_str(), 0600);
    const temp_folder out;

    const auto got = run_client(server, out, {"ls"});

    CHECK(got.status == 0);
    CHECK(got.out == "good.txt\n");
    CHECK_THAT(got.err, mentions("4 things"));
}

TEST_CASE("stat shows one file or several and names what is missing", "[system][list]")
{
    listed_tree tree;

    const auto one = run_client(tree.server, tree.out, {"stat", "a.txt"});
    const auto folder = run_client(tree.server, tree.out, {"stat", "docs"});
    const auto mixed = run_client(tree.server, tree.out, {"stat", "nope", "a.txt"});

    CHECK(one.status == 0);
    CHECK_THAT(one.out, mentions("5 bytes") && mentions("version:"));
    CHECK(folder.status == 0);
    CHECK_THAT(folder.out, mentions("folder"));
    CHECK(mixed.status != 0);
    CHECK_THAT(mixed.out, mentions("a.txt"));
    CHECK_THAT(mixed.err, mentions("nope"));
}

TEST_CASE("ping tells the round trip", "[system][list]")
{
    test_server server;
    const temp_folder out;

    const auto text = run_client(server, out, {"ping"});
    const auto json = run_client(server, out, {"--json", "ping"});

    CHECK(text.status == 0);
    CHECK_THAT(text.out, mentions("round trip") && mentions("ms"));
    CHECK(nlohmann::json::parse(json.out)["seconds"].get<double>() > 0);
}

} // namespace
} // namespace sluice::test
