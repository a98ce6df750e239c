#include "net/tls_pair.hpp"
#include "support/catch.hpp"
#include "support/mentions.hpp"
#include "support/run_task.hpp"

using namespace sluice;
using namespace sluice::test;

namespace {

using context = std::shared_ptr<const net::tls_context>;

/// How the handshake ended for both sides.
struct ends {
    result<> client = fail(errc::internal);
    result<> server = fail(errc::internal);
};

/// Bytes that may pass in each direction; then the connection is gone.
struct allowance {
    std::size_t there = SIZE_MAX;
    std::size_t back = SIZE_MAX;
    std::size_t passed_there = 0;
    std::size_t passed_back = 0;
};

task<void> pass(net::tcp_stream& from, net::tcp_stream& to, std::size_t& left, std::size_t& passed)
{
    byte_buffer some(20'000);
    while (left > 0) {
        const auto got = co_await net::read_some(from, some, soon());
        if (!got) break;
        const auto bytes = byte_view(some).first(std::min(*got, left));
        (void)co_await to.write(bytes, soon(), net::follow_up::nothing);
        left -= bytes.size();
        passed += bytes.size();
    }
    to.close();
    from.close();
}

template <class Opened>
result<> outcome_of(const Opened& made)
{
    if (!made) return made.error();
    return ok;
}

/// A handshake through a relay that cuts.
ends shake(context server, context client, std::string host, allowance& may)
{
    asio::io_context io;
    tcp_pair front(io);
    tcp_pair back(io);
    ends how;
    const auto accept = [&]() -> task<void> {
        const auto made =
            co_await net::tls_stream::accept(std::move(back.accepted), server, soon());
        how.server = outcome_of(made);
    };
    const auto connect = [&]() -> task<void> {
        auto made = co_await net::tls_stream::connect(std::move(front.near), client, host, soon());
        how.client = outcome_of(made);
        // TLS 1.3: the client is through first; it stays until the server is.
        std::array<std::byte, 1> one{};
        if (made) (void)co_await net::read_some(**made, one, soon());
    };
    asio::co_spawn(io, accept(), asio::detached);
    asio::co_spawn(io, pass(*front.accepted, *back.near, may.there, may.passed_there),
                   asio::detached);
    asio::co_spawn(io, pass(*back.near, *front.accepted, may.back, may.passed_back),
                   asio::detached);
    run_task(io, connect());
    return how;
}

ends shake(context server, context client, std::string host = "127.0.0.1")
{
    allowance all;
    return shake(std::move(server), std::move(client), std::move(host), all);
}

} // namespace

TEST_CASE("a handshake cut at any byte is an error on the side that misses it, and ends",
          "[net][tls_stream]")
{
    const tls_desk desk;
    allowance whole;
    const auto good = shake(desk.server, desk.client, "127.0.0.1", whole);
    REQUIRE(good.client);
    REQUIRE(good.server);
    REQUIRE(whole.passed_there > 100);
    REQUIRE(whole.passed_back > 500);

    // What follows the handshake (the end of the stream) is 24 bytes in each direction.
    for (std::size_t cut = 0; cut + 100 < whole.passed_back; ++cut) {
        allowance less{SIZE_MAX, cut};
        const auto how = shake(desk.server, desk.client, "127.0.0.1", less);
        CAPTURE(cut);
        REQUIRE_FALSE(how.client);
        CHECK(how.client.error() == errc::peer_closed);
    }
    for (std::size_t cut = 0; cut + 60 < whole.passed_there; ++cut) {
        allowance less{cut, SIZE_MAX};
        const auto how = shake(desk.server, desk.client, "127.0.0.1", less);
        CAPTURE(cut);
        REQUIRE_FALSE(how.server);
        CHECK(how.server.error() == errc::peer_closed);
    }
}

TEST_CASE("a certificate other than the pinned one is refused and named", "[net][tls_stream]")
{
    const tls_desk desk;
    const tls_desk other;
    const auto how = shake(desk.server, other.client);
    REQUIRE_FALSE(how.client);
    CHECK(how.client.error() == errc::untrusted);
    CHECK_THAT(how.client.error().detail(), mentions(net::to_text(desk.pin())));
}

TEST_CASE("a pinned certificate is trusted whatever its names and dates", "[net][tls_stream]")
{
    const tls_desk desk({{"elsewhere.example"}, std::chrono::days(-1)});
    CHECK(shake(desk.server, desk.client, "another.example").client);
}

TEST_CASE("a chain up to the given authority is trusted for its names and addresses only",
          "[net][tls_stream]")
{
    const tls_desk desk({{"files.example", "127.0.0.1"}});
    const auto client = tls_desk::trusting({{}, desk.certificate()});
    CHECK(shake(desk.server, client, "files.example").client);
    CHECK(shake(desk.server, client, "127.0.0.1").client);
    for (const auto* wrong : {"other.example", "127.0.0.2", "::1"}) {
        const auto how = shake(desk.server, client, wrong);
        REQUIRE_FALSE(how.client);
        CHECK(how.client.error() == errc::untrusted);
        CHECK_THAT(how.client.error().detail(), mentions("mismatch"));
        CHECK_THAT(how.client.error().detail(), mentions(net::to_text(desk.pin())));
    }
}

TEST_CASE("an expired certificate, and one of another authority, are not trusted",
          "[net][tls_stream]")
{
    const tls_desk desk;
    const tls_desk old({{"127.0.0.1"}, std::chrono::days(-2)});
    const auto expired = shake(old.server, tls_desk::trusting({{}, old.certificate()}));
    CHECK(expired.client.error() == errc::untrusted);
    CHECK_THAT(expired.client.error().detail(), mentions("expired"));
    const auto foreign = shake(desk.server, tls_desk::trusting({{}, old.certificate()}));
    CHECK(foreign.client.error() == errc::untrusted);
    const auto of_system = shake(desk.server, tls_desk::trusting({}));
    CHECK(of_system.client.error() == errc::untrusted);
}

TEST_CASE("who speaks something else than TLS is told apart", "[net][tls_stream]")
{
    const tls_desk desk;
    for (const auto* said : {"HTTP/1.1 400 Bad Request\r\n\r\n", "SSH-2.0-OpenSSH_9.2\r\n"}) {
        asio::io_context io;
        tcp_pair raw(io);
        (void)run_task(io, raw.accepted->write(as_bytes(said), soon(), net::follow_up::nothing));
        const auto made = run_task(
            io, net::tls_stream::connect(std::move(raw.near), desk.client, "127.0.0.1", soon()));
        REQUIRE_FALSE(made);
        CHECK(made.error() == errc::bad_magic);
    }
}

TEST_CASE("a handshake that stands still ends at the limit", "[net][tls_stream]")
{
    const tls_desk desk;
    asio::io_context io;
    tcp_pair raw(io);
    const auto limit = deadline::after(std::chrono::milliseconds(30));
    const auto made = run_task(
        io, net::tls_stream::connect(std::move(raw.near), desk.client, "127.0.0.1", limit));
    CHECK(made.error() == errc::timed_out);
}

TEST_CASE("files that are no certificate, or not its key, are refused by name", "[net][tls_stream]")
{
    const tls_desk desk;
    const tls_desk other;
    const auto missing = net::tls_context::server("/nowhere/cert.pem", desk.key());
    CHECK(missing.error() == errc::bad_configuration);
    CHECK_THAT(missing.error().detail(), mentions("/nowhere/cert.pem"));
    const auto foreign = net::tls_context::server(desk.certificate(), other.key());
    CHECK(foreign.error() == errc::bad_configuration);
    CHECK_THAT(foreign.error().detail(), mentions(other.key()));
    CHECK(net::tls_context::client({{}, desk.key()}).error() == errc::bad_usage);
}

TEST_CASE("a fingerprint is read as it is written, in either case and with colons",
          "[net][tls_trust]")
{
    const tls_desk desk;
    const auto text = net::to_text(desk.pin());
    CHECK(*net::parse_fingerprint(text) == desk.pin());
    std::string loud = "sha256:";
    for (std::size_t i = 7; i < text.size(); ++i) {
        if (i > 7 && i % 2 == 1) loud += ':';
        loud += static_cast<char>(std::toupper(text[i]));
    }
    CHECK(*net::parse_fingerprint(loud) == desk.pin());
    for (const auto& bad : {text.substr(7), text.substr(0, 70), text + "0", std::string("sha256:"),
                            "sha256:" + std::string(64, 'g'), std::string()})
        CHECK(net::parse_fingerprint(bad).error() == errc::bad_usage);
}

TEST_CASE("a certificate is made for names of hosts only", "[net][self_signed]")
{
    CHECK(net::make_self_signed({{"*.example.com", "::1", "a-b"}}));
    CHECK(net::make_self_signed({{}}).error() == errc::bad_usage);
    for (const auto* bad : {"a,IP:1.2.3.4", "a b", "", "a\n"})
        CHECK(net::make_self_signed({{"localhost", bad}}).error() == errc::bad_usage);
}
