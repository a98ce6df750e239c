#include "support/catch.hpp"
#include "support/mentions.hpp"
#include "support/scripted_server.hpp"
#include "support/test_client.hpp"

#include <nlohmann/json.hpp>

#include <atomic>
#include <csignal>

namespace sluice::test {
namespace {

using namespace std::chrono_literals;

/// The line that the client prints for going on.
std::string resume_line(const std::string& text)
{
    const std::string_view mark = "resume with: ";
    const auto start = text.find(mark);
    if (start == std::string::npos) return {};
    const auto from = start + mark.size();
    return text.substr(from, text.find('\n', from) - from);
}

finished_program run_in_shell(const std::string& line, const temp_folder& folder)
{
    program_options how;
    how.arguments = {"-c", line};
    how.folder = folder.path();
    const auto programs = std::filesystem::path(client_program()).parent_path().string();
    how.environment = {{"PATH", programs + ":/usr/bin:/bin"}, {"SLUICE_LOG", "none"}};
    return program("/bin/sh", how).wait(deadline::after(60s));
}

TEST_CASE("the first Ctrl-C keeps what came and prints the command that goes on",
          "[system][limits]")
{
    test_server server({"--rate", "6M"});
    server.files().write("it's here/a b.bin", sample_bytes(9'000'000));
    const temp_folder out;
    auto client = start_client(server, out, {"get", "it's here/a b.bin"});
    REQUIRE(has_begun(out, deadline::after(20s)));

    client.signal(SIGINT);
    const auto ended = client.wait(deadline::after(10s));
    const bool unpublished = !out.has("a b.bin");
    const auto resumed = run_in_shell(resume_line(ended.err), out);

    INFO(ended.err << resumed.out << resumed.err);
    CHECK(ended.status == 130);
    CHECK(unpublished);
    CHECK(resumed.status == 0);
    CHECK_THAT(resumed.out, mentions("resumed"));
    CHECK(same_files(server.files().at("it's here/a b.bin"), out.at("a b.bin")));
    CHECK(out.names().size() == 1);
}

TEST_CASE("SIGTERM ends the client with 143 and keeps what came", "[system][limits]")
{
    test_server slow({"--rate", "4M"});
    slow.files().write("a.bin", sample_bytes(8'000'000));
    const temp_folder out;
    auto client = start_client(slow, out, {"get", "a.bin"});
    REQUIRE(has_begun(out, deadline::after(20s)));

    client.signal(SIGTERM);
    const auto ended = client.wait(deadline::after(10s));
    test_server fast(server_options{{}, slow.folder(), 0, 0});
    const auto resumed = run_client(fast, out, {"--json", "get", "a.bin"});

    CHECK(ended.status == 143);
    CHECK_FALSE(resume_line(ended.err).empty());
    CHECK(resumed.status == 0);
    CHECK(nlohmann::json::parse(resumed.out)["resumed_bytes"] > 0);
    CHECK(same_files(slow.files().at("a.bin"), out.at("a.bin")));
}

TEST_CASE("a signal ends every other verb at once", "[system][limits]")
{
    std::atomic<bool> greeted = false;
    server_script silent;
    silent.at_start = [&greeted](raw_peer& peer) {
        greeted = peer.receive().has_value();
        return peer.receive().has_value();
    };
    scripted_server server(silent);
    const temp_folder out;
    auto client = start_client(server.port(), out, {"ls"});
    REQUIRE(eventually([&greeted] { return greeted.load(); }, deadline::after(10s)));

    client.signal(SIGINT);
    const auto ended = client.wait(deadline::after(5s));

    CHECK(ended.status == 130);
}

TEST_CASE("SIGTERM lets a running download finish and turns new connections away",
          "[system][limits]")
{
    test_server server({"--rate", "4M"});
    server.files().write("a.bin", sample_bytes(8'000'000));
    const temp_folder out;
    auto client = start_client(server, out, {"-w", "1", "get", "a.bin"});
    REQUIRE(has_begun(out, deadline::after(20s)));

    server.running().signal(SIGTERM);
    server.wait_for_log("event=stopping", deadline::after(20s));
    const auto closed = [&] { return run_client(server, out, {"-r", "0", "ls"}).status == 5; };
    CHECK(eventually(closed, deadline::after(5s)));
    const auto got = client.wait(deadline::after(20s));
    const auto ended = server.running().wait(deadline::after(20s));

    INFO(got.err);
    CHECK(got.status == 0);
    CHECK(same_files(server.files().at("a.bin"), out.at("a.bin")));
    CHECK(ended.status == 143);
}

TEST_CASE("SIGTERM while a peer takes its time lets it have what it asked for", "[system][limits]")
{
    test_server server;
    const auto content = sample_bytes(30'000'000);
    server.files().write("a.bin", content);
    auto peer = raw_peer::greeted(server.port());
    proto::read_request all;
    all.path = "a.bin";
    all.length = content.size();
    peer.send(all, 1);
    std::string received;

    auto frame = peer.receive();
    server.running().signal(SIGTERM);
    server.wait_for_log("event=stopping", deadline::after(20s));
    while (frame && frame->header.type == proto::frame_type::data) {
        received += as_text(frame->body);
        frame = peer.receive();
    }

    const bool whole = received == content;
    CHECK(whole);
    REQUIRE(frame);
    CHECK(frame->header.type == proto::frame_type::range_end);
    const auto farewell = peer.receive();
    REQUIRE(farewell);
    CHECK(farewell->header.type == proto::frame_type::going_away);
    CHECK(server.running().wait(deadline::after(20s)).status == 143);
}

TEST_CASE("the drain ends at its limit, whoever still reads", "[system][limits]")
{
    test_server server({"--drain", "300ms", "--rate", "4M"});
    server.files().write("a.bin", sample_bytes(30'000'000));
    const temp_folder out;
    auto client = start_client(server, out, {"-w", "1", "-r", "0", "get", "a.bin"});
    REQUIRE(has_begun(out, deadline::after(20s)));

    server.running().signal(SIGTERM);
    const auto ended = server.running().wait(deadline::after(10s));
    const auto got = client.wait(deadline::after(10s));

    CHECK(ended.status == 143);
    CHECK(got.status == 7);
    CHECK_FALSE(resume_line(got.err).empty());
}

} // namespace
} // namespace sluice::test
