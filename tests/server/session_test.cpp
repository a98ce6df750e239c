#include "server/session.hpp"
#include "server/session_server.hpp"
#include "support/catch.hpp"
#include "transfer/giver_desk.hpp"

using namespace sluice;
using namespace sluice::test;

namespace {

constexpr std::size_t mib = 1U << 20U;

pipe_options little_room()
{
    pipe_options options;
    options.capacity = 1U << 16U;
    return options;
}

proto::stat_request stat_of(std::string path)
{
    proto::stat_request made;
    made.path = std::move(path);
    return made;
}

} // namespace

TEST_CASE("a session greets, answers and is counted", "[server][session]")
{
    session_server t;
    {
        giver_desk desk(t.far_end());
        const auto welcome = std::get<proto::welcome>(desk.greet().message);
        CHECK(welcome.session == t.only()->id());
        CHECK(std::get<proto::file_info>(desk.ask(stat_of("small")).message).entry.size == 10);
        CHECK(as_text(desk.ask(read_of("small", 2, 3)).data) == "234");
        CHECK(desk.ask(stat_of("missing")).refusal() == errc::not_found);
        CHECK(t.only()->counters().requests == 3);
        CHECK(t.host.sessions.size() == 1);
    }
    CHECK(t.host.sessions.size() == 0);
    CHECK(t.host.ended_requests == 3);
    CHECK(t.host.ended_bytes == 3);
    CHECK(t.host.ended_errors == 1);
}

TEST_CASE("who does not greet in time is cut", "[server][session]")
{
    auto settings = test_settings();
    settings.login_limit = std::chrono::milliseconds(10);
    session_server t(settings);
    giver_desk desk(t.far_end());
    byte_buffer hello;
    proto::encode(proto::hello{}, 0, hello);
    desk.send(byte_view(hello).first(GENERATE(0U, 1U, 20U)));
    CHECK(desk.ended());
}

TEST_CASE("who speaks something else is cut without an answer", "[server][session]")
{
    session_server t;
    giver_desk desk(t.far_end());
    desk.send(as_bytes("GET / HTTP/1.1\r\nHost: here\r\n\r\n"));
    CHECK(desk.ended());
}

TEST_CASE("who speaks another version is told so", "[server][session]")
{
    session_server t;
    giver_desk desk(t.far_end());
    proto::hello hello;
    hello.min_version = 7;
    hello.max_version = 9;
    desk.send(hello, 0);
    CHECK(desk.receive().refusal() == errc::unsupported_version);
    CHECK(desk.ended());
}

TEST_CASE("one session too many is told that the server is full", "[server][session]")
{
    auto settings = test_settings();
    settings.max_connections = 1;
    session_server t(settings);
    giver_desk first(t.far_end());
    first.greet();
    {
        giver_desk second(t.far_end());
        CHECK(second.greet().refusal() == errc::overloaded);
        CHECK(second.ended());
    }
    CHECK(t.host.refused == 1);
    CHECK(first.ask(stat_of("small")).id != 0);
}

TEST_CASE("an idle session is closed at its limit", "[server][session]")
{
    auto settings = test_settings();
    settings.idle_limit = std::chrono::milliseconds(10);
    session_server t(settings);
    giver_desk desk(t.far_end());
    desk.greet();
    CHECK(desk.ended());
}

TEST_CASE("a frame too large for a greeting ends the session", "[server][session]")
{
    session_server t;
    giver_desk desk(t.far_end());
    desk.send(stat_of(std::string(proto::max_path, 'x')), 1);
    CHECK(desk.ended());
}

TEST_CASE("as many requests as allowed are answered in order", "[server][session]")
{
    session_server t;
    giver_desk desk(t.far_end());
    desk.greet();
    byte_buffer all;
    for (std::uint32_t id = 1; id <= proto::max_outstanding; ++id)
        proto::encode(proto::ping{id}, id, all);
    desk.send(all);
    for (std::uint32_t id = 1; id <= proto::max_outstanding; ++id)
        CHECK(desk.receive().id == id);
}

TEST_CASE("many more requests than allowed end the session", "[server][session]")
{
    session_server t;
    giver_desk desk(t.far_end());
    desk.greet();
    byte_buffer all;
    for (std::uint32_t id = 1; id <= 4 * proto::max_outstanding; ++id)
        proto::encode(proto::ping{id}, id, all);
    desk.send(all);
    CHECK(desk.receive().refusal() == errc::too_many_requests);
    CHECK(desk.ended());
}

TEST_CASE("an idle session that drains says so and ends", "[server][session]")
{
    session_server t;
    giver_desk desk(t.far_end());
    desk.greet();
    desk.settle();
    t.only()->drain(std::chrono::seconds(3));

    const auto told = desk.receive();

    CHECK(std::get<proto::going_away>(told.message).limit_ms == 3000);
    CHECK(desk.ended());
}

TEST_CASE("a drain lets a running read end", "[server][session]")
{
    session_server t;
    giver_desk desk(t.far_end(), little_room());
    desk.greet();
    desk.send(read_of("large", 0, 3 * mib + 5), 1);
    desk.send(read_of("small", 0, 10), 2);
    desk.receive_some(1000);
    desk.settle(); // now the session waits for room
    t.only()->drain(std::chrono::seconds(3));

    std::vector<raw_reply> replies;
    for (int i = 0; i < 3; ++i)
        replies.push_back(desk.receive());

    CHECK(replies[0].end());
    CHECK(replies[0].data.size() == 3 * mib + 5);
    const bool told_last = replies[1].id == 2;
    CHECK(std::holds_alternative<proto::going_away>(replies[told_last ? 2 : 1].message));
    CHECK(as_text(replies[told_last ? 1 : 2].data) == "0123456789");
    CHECK(desk.ended());
}

TEST_CASE("an idle session that is stopped says why", "[server][session]")
{
    session_server t;
    giver_desk desk(t.far_end());
    desk.greet();
    desk.settle();
    t.only()->stop();
    const auto told = desk.receive();
    CHECK(told.id == 0);
    CHECK(told.refusal() == errc::cancelled);
    CHECK(desk.ended());
}

TEST_CASE("a session that is stopped in a read ends it behind a frame", "[server][session]")
{
    session_server t;
    giver_desk desk(t.far_end(), little_room());
    desk.greet();
    desk.send(read_of("large", 0, 3 * mib + 5), 1);
    desk.receive_some(1000);
    desk.settle();
    t.only()->stop();

    const auto read = desk.receive();
    const auto told = desk.receive();

    CHECK(read.id == 1);
    CHECK(read.refusal() == errc::cancelled);
    CHECK(read.data.size() == read.frames * mib);
    CHECK(told.id == 0);
    CHECK(told.refusal() == errc::cancelled);
    CHECK(desk.ended());
}

TEST_CASE("a stopped session does not wait long for a peer that takes nothing", "[server][session]")
{
    auto settings = test_settings();
    settings.stall_limit = std::chrono::milliseconds(20);
    session_server t(settings);
    giver_desk desk(t.far_end(), little_room());
    desk.greet();
    desk.send(read_of("large", 0, 3 * mib + 5), 1);
    desk.receive_some(1000);
    desk.settle();
    t.only()->stop();
    desk.wait_until_given_up();
    CHECK(t.host.sessions.size() == 0);
}

TEST_CASE("a peer that leaves ends its session", "[server][session]")
{
    session_server t;
    giver_desk desk(t.far_end());
    desk.greet();
    desk.send(read_of("large", 0, 3 * mib), 1);
    if (GENERATE(true, false)) desk.receive_some(10);
    desk.stream().close();
    desk.wait_until_given_up();
    CHECK(t.host.sessions.size() == 0);
}
