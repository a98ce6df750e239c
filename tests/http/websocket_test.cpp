#include "http/websocket.hpp"
#include "raw_frame.hpp"
#include "support/catch.hpp"
#include "websocket_events.hpp"
#include "websocket_pair.hpp"

using namespace sluice;
using namespace sluice::test;
using http::websocket_kind;
using http::websocket_role;

namespace {

/// Lets the server read to the end of what the client's bare end says, then close; what the client
/// heard.
websocket_reading talk(websocket_pair& desk, std::string said, std::vector<std::string>& messages,
                       std::optional<error>& ended)
{
    auto serve = [&]() -> task<void> {
        while (true) {
            auto got = co_await desk.server->receive(within());
            if (!got) {
                ended = got.error();
                break;
            }
            messages.push_back(got->bytes);
        }
        const auto closed = co_await desk.server->close(1000, "", within());
        (void)closed;
    };
    auto ask = [&]() -> task<std::string> {
        const auto sent = co_await say(*desk.bare, said);
        (void)sent;
        auto heard = co_await hear_all(*desk.bare);
        co_return heard;
    };
    asio::co_spawn(desk.io, serve(), [](std::exception_ptr thrown) {
        if (thrown) std::rethrow_exception(thrown);
    });
    auto close_after = [&]() -> task<std::string> {
        auto heard = co_await ask();
        desk.bare->close();
        co_return heard;
    };
    const auto heard = run_task(desk.io, close_after());
    return read_frames(heard, heard.size(), websocket_role::client);
}

} // namespace

TEST_CASE("pings are answered while messages are read, and the close frame is echoed",
          "[http][websocket]")
{
    websocket_pair desk;
    std::vector<std::string> messages;
    std::optional<error> ended;

    const auto heard = talk(desk,
                            raw_frame(0x01, "a") + raw_frame(0x89, "p1") + raw_frame(0x80, "b") +
                                raw_frame(0x8a, "x") + raw_frame(0x82, "c") + raw_close(4321, "r"),
                            messages, ended);

    CHECK(messages == std::vector<std::string>{"ab", "c"});
    CHECK(heard.pongs == std::vector<std::string>{"p1"});
    CHECK(heard.closed == 4321);
    CHECK((ended && *ended == errc::peer_closed));
    CHECK(desk.server->closing().code == 4321);
    CHECK(desk.server->closing().reason == "r");
}

TEST_CASE("who breaks the rules is told by a close frame", "[http][websocket]")
{
    struct rule {
        std::string said;
        int code;
        errc why;
    };
    const auto broken =
        GENERATE(as<rule>{}, rule{raw_frame(0x83, ""), 1002, errc::malformed_message},
                 rule{raw_frame(0xc1, "rsv"), 1002, errc::malformed_message},
                 rule{raw_frame(0x80, "no begin"), 1002, errc::malformed_message},
                 rule{raw_frame(0x09, "in pieces"), 1002, errc::malformed_message},
                 rule{raw_frame(0x81, "\xff"), 1007, errc::malformed_message},
                 rule{raw_frame(0x81, std::string(200, 't')), 1009, errc::too_large},
                 rule{raw_close(999), 1002, errc::malformed_message},
                 rule{raw_frame(0x88, "\x03"), 1002, errc::malformed_message});
    http::websocket_limits small;
    small.text = 100;
    websocket_pair desk(small);
    std::vector<std::string> messages;
    std::optional<error> ended;

    const auto heard =
        talk(desk, raw_frame(0x81, "fine") + broken.said + std::string(5000, 'z'), messages, ended);

    CHECK(messages == std::vector<std::string>{"fine"});
    CHECK(heard.closed == broken.code);
    CHECK(heard.messages.empty());
    CHECK((ended && *ended == broken.why));
}

TEST_CASE("a connection that ends without a close frame counts as 1006", "[http][websocket]")
{
    websocket_pair desk;
    auto leave = [&]() -> task<result<http::websocket_message>> {
        const auto sent = co_await say(*desk.bare, raw_frame(0x01, "half"));
        (void)sent;
        desk.bare->close();
        auto got = co_await desk.server->receive(within());
        co_return got;
    };

    const auto got = run_task(desk.io, leave());

    CHECK((!got && got.error() == errc::peer_closed));
    CHECK(desk.server->closing().code == 1006);
}

TEST_CASE("two sides talk and close", "[http][websocket]")
{
    pipe_options thin;
    thin.capacity = 1000;
    websocket_pair desk({}, thin);
    auto client = desk.make_client();
    const std::string big(300000, 'z');
    std::vector<std::string> heard;
    auto serve = [&]() -> task<void> {
        while (true) {
            auto got = co_await desk.server->receive(within());
            if (!got) break;
            const auto sent = co_await desk.server->send(got->kind, as_bytes(got->bytes), within());
            if (!sent) break;
        }
        const auto closed = co_await desk.server->close(1000, "", within());
        CHECK(closed);
    };
    auto ask = [&]() -> task<result<>> {
        const std::vector<std::string> said{"", "short", big};
        for (const auto& text : said) {
            const auto sent = co_await client->send(websocket_kind::text, as_bytes(text), within());
            if (!sent) co_return sent.error();
            auto got = co_await client->receive(within());
            if (!got) co_return got.error();
            heard.push_back(got->bytes);
        }
        auto closed = co_await client->close(1001, "enough", within());
        co_return closed;
    };
    asio::co_spawn(desk.io, serve(), [](std::exception_ptr thrown) {
        if (thrown) std::rethrow_exception(thrown);
    });

    const auto asked = run_task(desk.io, ask());

    CHECK(asked);
    CHECK(heard == std::vector<std::string>{"", "short", big});
    CHECK(desk.server->closing().code == 1001);
    CHECK(desk.server->closing().reason == "enough");
    CHECK(client->closing().code == 1001);
}

TEST_CASE("who writes and who answers pings do not mix their frames", "[http][websocket]")
{
    pipe_options thin;
    thin.capacity = 700;
    websocket_pair desk({}, thin);
    const std::string big(50000, 'm');
    std::string pings;
    for (int i = 0; i < 200; ++i)
        pings += raw_frame(0x89, "ping " + std::to_string(i));
    auto write = [&]() -> task<void> {
        for (int i = 0; i < 10; ++i) {
            const auto sent =
                co_await desk.server->send(websocket_kind::binary, as_bytes(big), within());
            CHECK(sent);
        }
        const auto said = co_await say(*desk.bare, raw_close(1000));
        CHECK(said);
    };
    auto read = [&]() -> task<void> {
        const auto got = co_await desk.server->receive(within());
        CHECK_FALSE(got);
        const auto closed = co_await desk.server->close(1000, "", within());
        (void)closed;
    };
    auto speak = [&]() -> task<void> {
        const auto sent = co_await say(*desk.bare, pings);
        CHECK(sent);
    };
    asio::co_spawn(desk.io, write(), [](std::exception_ptr) {});
    asio::co_spawn(desk.io, read(), [](std::exception_ptr) {});
    asio::co_spawn(desk.io, speak(), [](std::exception_ptr) {});

    const auto heard = run_task(desk.io, hear_all(*desk.bare));

    const auto got = read_frames(heard, heard.size(), websocket_role::client);
    CHECK(got.refused == 0);
    CHECK(got.closed == 1000);
    REQUIRE(got.messages.size() == 10);
    for (const auto& message : got.messages)
        CHECK(message.bytes == big);
    REQUIRE_FALSE(got.pongs.empty());
    CHECK(got.pongs.back() == "ping 199");
}

TEST_CASE("a peer that takes nothing is cut at the deadline", "[http][websocket]")
{
    pipe_options thin;
    thin.capacity = 100;
    websocket_pair desk({}, thin);
    const std::string big(5000, 'x');
    auto push = [&]() -> task<result<>> {
        const auto limit = within(std::chrono::milliseconds(30));
        const auto sent = co_await desk.server->send(websocket_kind::text, as_bytes(big), limit);
        CHECK((!sent && sent.error() == errc::timed_out));
        auto again = co_await desk.server->send(websocket_kind::text, as_bytes("y"), within());
        co_return again;
    };

    const auto again = run_task(desk.io, push());

    CHECK((!again && again.error() == errc::peer_closed));
}

TEST_CASE("closing ends at its deadline when the peer does not answer", "[http][websocket]")
{
    websocket_pair desk;
    auto end = [&]() -> task<result<>> {
        auto closed =
            co_await desk.server->close(1001, "bye", within(std::chrono::milliseconds(30)));
        co_return closed;
    };

    const auto closed = run_task(desk.io, end());

    CHECK((!closed && closed.error() == errc::timed_out));
    const auto heard = run_task(desk.io, hear_all(*desk.bare));
    const auto got = read_frames(heard, heard.size(), websocket_role::client);
    CHECK(got.closed == 1001);
    CHECK(got.reason == "bye");
}

TEST_CASE("a silent peer is noticed and can be pinged", "[http][websocket]")
{
    websocket_pair desk;
    auto wait = [&]() -> task<result<http::websocket_message>> {
        const auto limit = within(std::chrono::milliseconds(20));
        const auto got = co_await desk.server->receive(limit);
        CHECK((!got && got.error() == errc::timed_out));
        const auto pinged = co_await desk.server->ping(within());
        CHECK(pinged);
        const auto said = co_await say(*desk.bare, raw_frame(0x8a, "") + raw_frame(0x81, "here"));
        CHECK(said);
        auto next = co_await desk.server->receive(within());
        co_return next;
    };

    const auto got = run_task(desk.io, wait());

    REQUIRE(got);
    CHECK(got->bytes == "here");
}

TEST_CASE("what came behind the handshake is read first", "[http][websocket]")
{
    asio::io_context io;
    auto ends = pipe_stream::make(io.get_executor());
    const auto early = raw_frame(0x81, "early") + raw_frame(0x01, "be");
    http::websocket server(std::move(ends.accepted), websocket_role::server, {}, early);
    auto read = [&]() -> task<std::string> {
        auto first = co_await server.receive(within());
        CHECK((first && first->bytes == "early"));
        const auto said = co_await say(*ends.dialled, raw_frame(0x80, "hind"));
        CHECK(said);
        auto second = co_await server.receive(within());
        std::string bytes;
        if (second) bytes = second->bytes;
        co_return bytes;
    };

    CHECK(run_task(io, read()) == "behind");
}
