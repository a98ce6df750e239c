#include "http/websocket_offer.hpp"
#include "support/catch.hpp"

using namespace sluice;
using http::judge_websocket;

namespace {

http::request opening()
{
    http::request made;
    made.method = "GET";
    made.path = "/ws";
    made.fields.add("Host", "h");
    made.fields.add("Upgrade", "h2c, WebSocket");
    made.fields.add("Connection", "keep-alive, Upgrade");
    made.fields.add("Sec-WebSocket-Version", "13");
    made.fields.add("Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ==");
    return made;
}

int status_with(std::string_view name, std::string_view value)
{
    auto asked = opening();
    asked.fields.set(name, value);
    return judge_websocket(asked).status;
}

} // namespace

TEST_CASE("the key of the RFC's example is answered as it says", "[http][websocket]")
{
    const auto said = judge_websocket(opening());

    CHECK(said.status == 101);
    CHECK(*said.fields.find("sec-websocket-accept") == "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=");
    CHECK(*said.fields.find("upgrade") == "websocket");
    CHECK(*said.fields.find("connection") == "Upgrade");
    CHECK(said.fields.find("sec-websocket-protocol") == nullptr);
}

TEST_CASE("who does not ask for a WebSocket is told to", "[http][websocket]")
{
    http::request plain;
    plain.method = "GET";

    const auto said = judge_websocket(plain);

    CHECK(said.status == 426);
    CHECK(*said.fields.find("sec-websocket-version") == "13");
    CHECK(*said.fields.find("upgrade") == "websocket");
    CHECK_FALSE(http::asks_for_websocket(plain));
    CHECK(http::asks_for_websocket(opening()));
    CHECK(status_with("upgrade", "websockets") == 426);
    CHECK(status_with("connection", "close") == 426);
}

TEST_CASE("another version of WebSocket is told ours", "[http][websocket]")
{
    CHECK(status_with("sec-websocket-version", "8") == 426);
    CHECK(status_with("sec-websocket-version", "13, 8") == 426);
    CHECK(status_with("sec-websocket-version", "") == 426);
}

TEST_CASE("a key that is not 16 bytes of base64 is refused", "[http][websocket]")
{
    CHECK(status_with("sec-websocket-key", "") == 400);
    CHECK(status_with("sec-websocket-key", "dGhlIHNhbXBsZSBub25jZQ") == 400);
    CHECK(status_with("sec-websocket-key", "dGhlIHNhbXBsZSBub25j") == 400);
    auto twice = opening();
    twice.fields.add("sec-websocket-key", "dGhlIHNhbXBsZSBub25jZQ==");
    CHECK(judge_websocket(twice).status == 400);
}

TEST_CASE("only GET of HTTP/1.1 without a body opens a WebSocket", "[http][websocket]")
{
    auto post = opening();
    post.method = "POST";
    auto old = opening();
    old.minor_version = 0;
    auto body = opening();
    body.content_length = 3;
    auto closing = opening();
    closing.keep_alive = false;

    CHECK(judge_websocket(post).status == 400);
    CHECK(judge_websocket(old).status == 400);
    CHECK(judge_websocket(body).status == 400);
    CHECK(judge_websocket(closing).status == 400);
}

TEST_CASE("the first subprotocol that both know is agreed on", "[http][websocket]")
{
    auto asked = opening();
    asked.fields.add("Sec-WebSocket-Protocol", "foreign, second");
    asked.fields.add("Sec-WebSocket-Protocol", "first");
    constexpr std::string_view ours[] = {"first", "second"};
    constexpr std::string_view others[] = {"other"};

    const auto said = judge_websocket(asked, ours);

    CHECK(said.protocol == "second");
    CHECK(*said.fields.find("sec-websocket-protocol") == "second");
    CHECK(judge_websocket(asked, others).fields.find("sec-websocket-protocol") == nullptr);
}
