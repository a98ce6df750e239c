#include "desk.hpp"
#include "http/websocket.hpp"
#include "http/websocket_offer.hpp"
#include "raw_frame.hpp"
#include "support/catch.hpp"
#include "websocket_events.hpp"

using namespace sluice;
using namespace sluice::test;

namespace {

const std::string opening = "GET /ws HTTP/1.1\r\nHost: h\r\nUpgrade: websocket\r\n"
                            "Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
                            "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n";

/// Echoes messages until the client closes.
task<void> echo_messages(std::unique_ptr<net::byte_stream> stream, std::string early)
{
    http::websocket on(std::move(stream), http::websocket_role::server, {}, early);
    while (true) {
        const auto got = co_await on.receive(soon());
        if (!got) break;
        const auto sent = co_await on.send(got->kind, as_bytes(got->bytes), soon());
        if (!sent) break;
    }
    const auto closed = co_await on.close(1000, "", soon());
    (void)closed;
}

task<void> answer_opening(http::exchange& one)
{
    auto said = http::judge_websocket(one.request());
    http::response head(said.status);
    head.fields = std::move(said.fields);
    if (said.status != 101) {
        const auto told = co_await one.send(std::move(head));
        (void)told;
        co_return;
    }
    const auto given = co_await one.upgrade(std::move(head), echo_messages);
    if (given) co_return;
    const auto told = co_await one.send(http::response(503));
    (void)told;
}

} // namespace

TEST_CASE("a connection becomes a WebSocket", "[http][connection][websocket]")
{
    desk at(answer_opening);

    const auto heard =
        at.talk("GET /first HTTP/1.1\r\nHost: h\r\n\r\n" + opening + raw_frame(0x81, "early") +
                raw_frame(0x82, "GET / HTTP/1.1\r\n\r\n") + raw_close(1000));

    CHECK(heard.starts_with("HTTP/1.1 426 Upgrade Required\r\n"));
    const auto head = heard.find("HTTP/1.1 101 Switching Protocols\r\n");
    REQUIRE(head != heard.npos);
    CHECK(heard.find("Connection: Upgrade\r\n", head) != heard.npos);
    CHECK(heard.find("Sec-Websocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n", head) != heard.npos);
    CHECK(heard.find("Content-Length", head) == heard.npos);
    const auto frames = heard.substr(heard.find("\r\n\r\n", head) + 4);
    const auto got = read_frames(frames, frames.size(), http::websocket_role::client);
    REQUIRE(got.messages.size() == 2);
    CHECK(got.messages[0].bytes == "early");
    CHECK(got.messages[1].bytes == "GET / HTTP/1.1\r\n\r\n");
    CHECK(got.closed == 1000);
    CHECK(at.outcome);
}

TEST_CASE("a connection that is to end is not given away", "[http][connection][websocket]")
{
    std::optional<desk> at;
    auto late = [&at](http::exchange& one) -> task<void> {
        at->connection.drain();
        co_await answer_opening(one);
    };
    at.emplace(late);

    const auto heard = at->talk(opening, false);

    CHECK(heard.starts_with("HTTP/1.1 503 "));
    CHECK(heard.find("Connection: close\r\n") != heard.npos);
}

TEST_CASE("stopping and draining do not reach what was given away", "[http][connection][websocket]")
{
    std::optional<desk> at;
    auto next = [&at](std::unique_ptr<net::byte_stream> stream, std::string early) -> task<void> {
        at->connection.drain();
        at->connection.stop();
        co_await echo_messages(std::move(stream), std::move(early));
    };
    auto answer = [&next](http::exchange& one) -> task<void> {
        auto said = http::judge_websocket(one.request());
        http::response head(said.status);
        head.fields = std::move(said.fields);
        const auto given = co_await one.upgrade(std::move(head), next);
        CHECK(given);
    };
    at.emplace(answer);

    const auto heard = at->talk(opening + raw_frame(0x81, "still here") + raw_close(1000));

    CHECK(heard.find("still here") != heard.npos);
}
