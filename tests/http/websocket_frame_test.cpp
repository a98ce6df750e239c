#include "http/websocket_frame.hpp"
#include "support/catch.hpp"
#include "websocket_events.hpp"

#include <set>

using namespace sluice;
using namespace sluice::test;
using http::websocket_role;

namespace {

websocket_role other(websocket_role one)
{
    return one == websocket_role::server ? websocket_role::client : websocket_role::server;
}

} // namespace

TEST_CASE("what one side writes the other reads", "[http][websocket]")
{
    const auto own = GENERATE(websocket_role::server, websocket_role::client);
    const std::size_t size = GENERATE(0U, 1U, 125U, 126U, 65535U, 65536U, 200000U);
    std::string payload;
    for (std::size_t i = 0; i < size; ++i)
        payload += static_cast<char>('a' + i % 23);
    byte_buffer bytes;

    http::append_frame(bytes, own, http::opcode::text, as_bytes(payload));

    const auto got = read_frames(as_text(bytes), bytes.size(), other(own));
    REQUIRE(got.messages.size() == 1);
    CHECK(got.messages[0].bytes == payload);
}

TEST_CASE("a frame written in pieces is one frame", "[http][websocket]")
{
    const auto own = GENERATE(websocket_role::server, websocket_role::client);
    byte_buffer bytes;
    http::websocket_frame frame(own, http::opcode::binary, 10);

    frame.append_head(bytes);
    frame.append_payload(bytes, as_bytes("012"));
    frame.append_payload(bytes, {});
    frame.append_payload(bytes, as_bytes("3456789"));
    http::append_frame(bytes, own, http::opcode::ping, as_bytes("p"));

    const auto got = read_frames(as_text(bytes), bytes.size(), other(own));
    REQUIRE(got.messages.size() == 1);
    CHECK(got.messages[0].bytes == "0123456789");
    CHECK(got.pings == std::vector<std::string>{"p"});
}

TEST_CASE("each frame of a client has a mask of its own", "[http][websocket]")
{
    std::set<std::string> masks;

    for (int i = 0; i < 50; ++i) {
        byte_buffer bytes;
        http::append_frame(bytes, websocket_role::client, http::opcode::binary, as_bytes("same"));
        masks.insert(std::string(as_text(bytes).substr(2, 4)));
    }

    CHECK(masks.size() > 45);
}

TEST_CASE("a reason too long is cut between characters", "[http][websocket]")
{
    std::string reason(122, 'r');
    reason += "\xe2\x82\xac";
    byte_buffer bytes;

    http::append_close(bytes, websocket_role::server, 1000, reason);
    http::append_close(bytes, websocket_role::server, 1005, "no code, no reason");

    const auto got = read_frames(as_text(bytes), bytes.size(), websocket_role::client);
    CHECK(got.closed == 1000);
    CHECK(got.reason == std::string(122, 'r'));
    CHECK(as_text(bytes).substr(bytes.size() - 2) == std::string_view("\x88\0", 2));
}
