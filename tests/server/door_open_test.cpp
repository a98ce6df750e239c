#include "net/tls_pair.hpp"
#include "server/door.hpp"
#include "server/session_server.hpp"
#include "support/catch.hpp"
#include "support/mentions.hpp"
#include "support/run_task.hpp"

using namespace sluice;
using namespace sluice::test;

namespace {

/// A door on sockets, and what the HTTP side behind it was given.
struct door_desk {
    explicit door_desk(const server::server_settings& settings = test_settings())
        : behind(settings),
          pair(io),
          door(behind.host, io.get_executor())
    {
        behind.host.http = [this](std::unique_ptr<net::byte_stream> stream) {
            return take(std::move(stream));
        };
    }

    task<void> take(std::unique_ptr<net::byte_stream> stream)
    {
        std::array<std::byte, 100> some{};
        const auto got = co_await net::read_some(*stream, some, soon());
        if (got) heard = as_text(byte_view(some).first(*got));
    }

    /// Says this, and gives all that comes back until the door closes.
    task<std::string> say(std::string text)
    {
        (void)co_await pair.near->write(as_bytes(text), soon(), net::follow_up::nothing);
        std::string answer;
        std::array<std::byte, 1000> some{};
        while (true) {
            const auto got = co_await net::read_some(*pair.near, some, soon());
            if (!got) co_return answer;
            answer += as_text(byte_view(some).first(*got));
        }
    }

    std::string answer_to(std::string text, server::port_use port = server::port_use::any)
    {
        asio::co_spawn(io, door.receive(std::move(pair.accepted), port), asio::detached);
        return run_task(io, say(std::move(text)));
    }

    asio::io_context io;
    session_server behind;
    tcp_pair pair;
    server::door door;
    std::string heard;
};

constexpr auto request = "GET / HTTP/1.1\r\n\r\n";

} // namespace

TEST_CASE("HTTP is handed on with its first byte still there", "[server][door]")
{
    door_desk desk;
    CHECK(desk.answer_to(request).empty());
    CHECK(desk.heard == request);
    CHECK(desk.behind.host.admissions.total() == 0);
}

TEST_CASE("HTTP over a limit is told 503", "[server][door]")
{
    auto settings = test_settings();
    settings.address_connections = 1;
    door_desk desk(settings);
    const auto held = desk.behind.host.admissions.enter("127.0.0.1", {});
    CHECK_THAT(desk.answer_to(request), mentions("503 Service Unavailable"));
    CHECK(desk.heard.empty());
}

TEST_CASE("HTTP on a port for the native protocol is refused", "[server][door]")
{
    door_desk desk;
    CHECK_THAT(desk.answer_to(request, server::port_use::native), mentions("403 Forbidden"));
    CHECK(desk.heard.empty());
}

TEST_CASE("what was agreed on in TLS must be spoken", "[server][door]")
{
    door_desk desk;
    const tls_desk keys;
    REQUIRE(desk.behind.host.tls.load(keys.certificate(), keys.key()));
    asio::co_spawn(desk.io, desk.door.receive(std::move(desk.pair.accepted), server::port_use::any),
                   asio::detached);
    const auto speak = [&]() -> task<void> {
        auto made = co_await net::tls_stream::connect(std::move(desk.pair.near), keys.client,
                                                      "127.0.0.1", soon());
        if (!made) co_return;
        const std::string said = request;
        (void)co_await (*made)->write(as_bytes(said), soon(), net::follow_up::nothing);
        std::array<std::byte, 10> some{};
        (void)co_await net::read_some(**made, some, soon());
    };
    run_task(desk.io, speak());
    CHECK(desk.heard.empty());
}

TEST_CASE("who says nothing leaves when the door shuts, or at the login limit", "[server][door]")
{
    const bool shuts = GENERATE(true, false);
    auto settings = test_settings();
    if (!shuts) settings.login_limit = std::chrono::milliseconds(20);
    door_desk desk(settings);
    if (shuts) asio::post(desk.io, [&] { asio::post(desk.io, [&] { desk.door.shut(); }); });
    CHECK(desk.answer_to("").empty());
    CHECK(desk.behind.host.admissions.total() == 0);
}

TEST_CASE("the native protocol at the door becomes a session", "[server][door]")
{
    door_desk desk;
    const proto::message hello = proto::hello{};
    byte_buffer sent;
    proto::encode(hello, 0, sent);
    sent[4] = std::byte{0xff}; // no frame: the session refuses it, the HTTP side is not asked
    CHECK(desk.answer_to(std::string(as_text(sent))).empty());
    CHECK(desk.heard.empty());
}
