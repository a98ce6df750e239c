#include "support/catch.hpp"
#include "support/mentions.hpp"
#include "support/test_client.hpp"

#include <nlohmann/json.hpp>

#include <csignal>
#include <sstream>

namespace sluice::test {
namespace {

using namespace std::chrono_literals;
using nlohmann::json;

/// The objects of NDJSON; throws where a line is none.
std::vector<json> events_of(const std::string& text)
{
    std::vector<json> events;
    std::istringstream lines(text);
    for (std::string line; std::getline(lines, line);)
        events.push_back(json::parse(line));
    return events;
}

TEST_CASE("with --json there is one document, whatever the verb and the outcome", "[system][json]")
{
    test_server server;
    server.files().write("a.txt", "hello");
    server.files().write("latin\xe9", "x");
    const temp_folder out;
    const std::vector<std::pair<std::vector<std::string>, int>> calls{
        {{"ls"}, 0},
        {{"ls", "nope"}, 4},
        {{"stat", "a.txt"}, 0},
        {{"stat", "nope"}, 4},
        {{"stat", "nope", "a.txt", "../x"}, 4},
        {{"get", "a.txt"}, 0},
        {{"get", "latin\xe9"}, 0},
        {{"get", "nope"}, 4},
        {{"get", "nope", "a.txt"}, 14},
        {{"verify", "a.txt"}, 0},
        {{"verify", "nope"}, 4},
        {{"journal", "show"}, 0},
        {{"ping"}, 0},
        {{"config", "explain"}, 0},
        {{"-r", "0", "--set", "port=1", "ls"}, 5},
        {{"-r", "0", "--set", "port=1", "get", "a"}, 5},
    };
    for (auto [words, status] : calls) {
        words.insert(words.begin(), "--json");

        const auto got = run_client(server, out, words);

        INFO(words[1] << " " << words.back() << "\n" << got.out << got.err);
        CHECK(got.status == status);
        const auto document = json::parse(got.out, nullptr, false);
        CHECK(document.is_object());
        CHECK(document.value("schema", 0) == 1);
    }
}

TEST_CASE("get --json tells every file with its digest and its error", "[system][json]")
{
    test_server server;
    server.files().write("a.bin", sample_bytes(2'000'000));
    const temp_folder out;
    out.write("a.bin", "taken");

    const auto got = run_client(server, out, {"--json", "--digest", "sha256", "get", "a.bin", "x"});

    const auto document = json::parse(got.out);
    CHECK(document["exit_code"] == got.status);
    CHECK(document["files_done"] == 1);
    CHECK(document["files_failed"] == 1);
    CHECK(document["bytes"] == 2'000'000);
    REQUIRE(document["files"].size() == 2);
    for (const auto& file : document["files"]) {
        if (file["remote"] == "x") {
            CHECK(file["error"]["code"] == "not_found");
            CHECK(file["error"]["exit_code"] == 4);
            continue;
        }
        CHECK(file["local"] == "a(1).bin");
        CHECK(file["digest"].get<std::string>().size() == 64);
        CHECK(file["error"].is_null());
        CHECK(file["seconds"].get<double>() > 0);
    }
}

TEST_CASE("get --json-stream prints events with a schema and a rising sequence", "[system][json]")
{
    test_server server({"--rate", "4M"});
    server.files().write("d/a.bin", sample_bytes(6'000'000));
    server.files().write("d/b.txt", "hello");
    const temp_folder out;

    const auto got = run_client(server, out, {"--json-stream", "get", "d", "nope"});

    const auto events = events_of(got.out);
    REQUIRE(events.size() >= 4);
    std::map<std::string, int> kinds;
    int last = 0;
    for (const auto& event : events) {
        CHECK(event["schema"] == 1);
        CHECK(event["sequence"] == ++last);
        ++kinds[event["event"].get<std::string>()];
    }
    CHECK(kinds["file"] == 3);
    CHECK(kinds["progress"] >= 1);
    CHECK(kinds["summary"] == 1);
    CHECK(events.back()["event"] == "summary");
    CHECK(events.back()["exit_code"] == 14);
}

TEST_CASE("get --json-stream tells of an interrupted download and how to go on", "[system][json]")
{
    test_server server({"--rate", "2M"});
    server.files().write("a.bin", sample_bytes(20'000'000));
    const temp_folder out;
    auto client = start_client(server, out, {"--json-stream", "get", "a.bin"});
    REQUIRE(has_begun(out, deadline::after(20s)));

    client.signal(SIGINT);
    const auto ended = client.wait(deadline::after(20s));

    CHECK(ended.status == 130);
    const auto last = events_of(ended.out).back();
    CHECK(last["event"] == "summary");
    CHECK(last["exit_code"] == 130);
    CHECK_THAT(last["resume"].get<std::string>(), mentions("sluice-client -a 127.0.0.1"));
}

TEST_CASE("get --progress json writes progress to stderr as JSON", "[system][json]")
{
    test_server server({"--rate", "4M"});
    server.files().write("a.bin", sample_bytes(6'000'000));
    const temp_folder out;

    const auto got = run_client(server, out, {"--progress", "json", "get", "a.bin"});

    CHECK(got.status == 0);
    const auto events = events_of(got.err);
    REQUIRE_FALSE(events.empty());
    CHECK(events.front()["event"] == "progress");
    CHECK(events.front()["bytes_known"] == 6'000'000);
}

} // namespace
} // namespace sluice::test
