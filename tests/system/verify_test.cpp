#include "support/catch.hpp"
#include "support/mentions.hpp"
#include "support/test_client.hpp"

#include <nlohmann/json.hpp>

namespace sluice::test {
namespace {

using namespace std::chrono_literals;

TEST_CASE("verify confirms copies, renamed copies and folders", "[system][verify]")
{
    test_server server;
    server.files().write("a.txt", "hello");
    server.files().write("large.bin", sample_bytes(5'000'000));
    server.files().write("d/b.txt", "b");
    const temp_folder out;
    run_client(server, out, {"get", "a.txt", "large.bin", "d"});
    run_client(server, out, {"get", "a.txt"});

    const auto all = run_client(server, out, {"verify", "a.txt", "a(1).txt", "large.bin", "d"});
    const auto sha = run_client(server, out, {"--digest", "sha256", "verify", "large.bin"});
    const auto paired = run_client(server, out, {"verify", out.at("a(1).txt") + "=a.txt"});

    INFO(all.out << all.err);
    CHECK(all.status == 0);
    CHECK_THAT(all.out, mentions("4 of 4 files verified"));
    CHECK(sha.status == 0);
    CHECK(paired.status == 0);
}

TEST_CASE("verify finds a difference of one byte and says where", "[system][verify]")
{
    test_server server;
    auto bytes = sample_bytes(5'000'000);
    server.files().write("a.bin", bytes);
    const temp_folder out;
    bytes[3 * 1024 * 1024 + 5] ^= 1;
    out.write("a.bin", bytes);

    const auto text = run_client(server, out, {"verify", "a.bin"});
    const auto json = run_client(server, out, {"--json", "verify", "a.bin"});

    CHECK(text.status == 6);
    CHECK_THAT(text.out,
               mentions("DIFFERS") && mentions("1 of 5 chunks") && mentions("the first is 3"));
    CHECK(json.status == 6);
    const auto document = nlohmann::json::parse(json.out);
    CHECK(document["exit_code"] == 6);
    CHECK(document["files"][0]["wrong_chunks"] == nlohmann::json::array({3}));
}

TEST_CASE("verify finds a copy that is cut short or too long", "[system][verify]")
{
    test_server server;
    server.files().write("a.txt", "hello");
    const temp_folder out;

    out.write("a.txt", "hell");
    const auto shorter = run_client(server, out, {"verify", "a.txt"});
    out.write("a.txt", "hello!");
    const auto longer = run_client(server, out, {"verify", "a.txt"});

    CHECK(shorter.status == 6);
    CHECK_THAT(shorter.out, mentions("size"));
    CHECK(longer.status == 6);
}

TEST_CASE("verify names what is missing here or there", "[system][verify]")
{
    test_server server;
    server.files().write("a.txt", "hello");
    const temp_folder out;
    out.write("mine.txt", "mine");

    const auto here = run_client(server, out, {"verify", "a.txt"});
    const auto there = run_client(server, out, {"verify", "mine.txt"});

    CHECK(here.status == 4);
    CHECK_THAT(here.err, mentions("a.txt"));
    CHECK(there.status == 4);
    CHECK_THAT(there.out + there.err, mentions("mine.txt") && mentions("not on the server"));
}

TEST_CASE("journal show tells what is unfinished and how much of it is there", "[system][verify]")
{
    test_server server({"--rate", "4M"});
    server.files().write("a.bin", sample_bytes(8'000'000));
    const temp_folder out;
    {
        auto client = start_client(server, out, {"get", "a.bin"});
        REQUIRE(has_begun(out, deadline::after(20s)));
        client.signal(SIGKILL);
        client.wait(deadline::after(20s));
    }
    const temp_folder empty;

    const auto text = run_client(server, out, {"journal", "show"});
    const auto json = run_client(server, out, {"--json", "journal", "show", out.path()});
    const auto nothing = run_client(server, empty, {"journal", "show"});
    const auto missing = run_client(server, empty, {"journal", "show", "/no/such"});

    CHECK(text.status == 0);
    CHECK_THAT(text.out, mentions("a.bin") && mentions("% verified"));
    const auto document = nlohmann::json::parse(json.out);
    REQUIRE(document["unfinished"].size() == 1);
    CHECK(document["unfinished"][0]["remote"] == "a.bin");
    CHECK(document["unfinished"][0]["verified_bytes"] > 0);
    CHECK(nothing.status == 0);
    CHECK(missing.status == 4);
}

} // namespace
} // namespace sluice::test
