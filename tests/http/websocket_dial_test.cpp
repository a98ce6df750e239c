#include "http/connection.hpp"
#include "http/reply_parser.hpp"
#include "http/websocket_dial.hpp"
#include "http/websocket_offer.hpp"
#include "support/catch.hpp"
#include "websocket_pair.hpp"

using namespace sluice;
using namespace sluice::test;

namespace {

/// Opens a WebSocket at a server that answers this after the whole request; %KEY% becomes the right
/// answer to the key.
result<std::unique_ptr<http::websocket>> open_at(asio::io_context& io, std::string answer,
                                                 std::string& asked)
{
    auto ends = pipe_stream::make(io.get_executor());
    auto serve = [&]() -> task<void> {
        std::array<std::byte, 1000> part;
        while (asked.find("\r\n\r\n") == asked.npos) {
            const auto got = co_await net::read_some(*ends.accepted, part, within());
            if (!got) co_return;
            asked += as_text(byte_view(part).first(*got));
        }
        const auto at = asked.find("Sec-WebSocket-Key: ") + 19;
        const auto accept = http::websocket_accept(asked.substr(at, 24));
        const auto hole = answer.find("%KEY%");
        if (hole != answer.npos) answer.replace(hole, 5, accept);
        const auto sent = co_await say(*ends.accepted, answer);
        (void)sent;
        ends.accepted->end_sending();
    };
    asio::co_spawn(io, serve(), [](std::exception_ptr) {});
    auto dial = [&]() -> task<result<std::unique_ptr<http::websocket>>> {
        http::websocket_place where("h:81", "/ws?x", "secret");
        auto opened =
            co_await http::open_websocket(std::move(ends.dialled), std::move(where), within());
        if (opened) {
            const auto got = co_await (*opened)->receive(within());
            CHECK((got && got->bytes == "early"));
        }
        co_return opened;
    };
    return run_task(io, dial());
}

const std::string right = "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n"
                          "Connection: Upgrade\r\nSec-WebSocket-Accept: %KEY%\r\n";

} // namespace

TEST_CASE("a client opens a WebSocket and reads what follows at once", "[http][websocket]")
{
    asio::io_context io;
    std::string asked;

    const auto opened = open_at(io,
                                right + "\r\n\x81\x05"
                                        "early",
                                asked);

    CHECK(opened);
    CHECK(asked.starts_with("GET /ws?x HTTP/1.1\r\nHost: h:81\r\n"));
    CHECK(asked.find("Authorization: Bearer secret\r\n") != asked.npos);
}

TEST_CASE("a server that does not open a WebSocket is named for it", "[http][websocket]")
{
    struct rule {
        std::string answer;
        errc why;
    };
    const auto one = GENERATE(
        as<rule>{}, rule{"HTTP/1.1 401 Unauthorized\r\n\r\n", errc::unauthenticated},
        rule{"HTTP/1.1 403 Forbidden\r\n\r\n", errc::permission_denied},
        rule{"HTTP/1.1 404 Not Found\r\n\r\n", errc::not_found},
        rule{"HTTP/1.1 503 Service Unavailable\r\n\r\n", errc::overloaded},
        rule{"HTTP/1.1 426 Upgrade Required\r\n\r\n", errc::unsupported},
        rule{"HTTP/1.1 200 OK\r\n\r\n", errc::bad_magic},
        rule{"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
             "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n\r\n",
             errc::bad_magic},
        rule{right + "Sec-WebSocket-Extensions: permessage-deflate\r\n\r\n", errc::bad_magic},
        rule{right + "Sec-WebSocket-Protocol: other\r\n\r\n", errc::bad_magic},
        rule{"SSH-2.0-OpenSSH\r\n\r\n", errc::bad_magic}, rule{"HTTP/1.1 101", errc::peer_closed},
        rule{std::string(30000, 'x'), errc::bad_magic});
    asio::io_context io;
    std::string asked;

    const auto opened = open_at(io, one.answer, asked);

    REQUIRE_FALSE(opened);
    CHECK(opened.error() == one.why);
}
