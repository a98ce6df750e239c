#include "base/unique_fd.hpp"
#include "net/tls_pair.hpp"
#include "net/tls_stream.hpp"
#include "support/catch.hpp"
#include "support/mentions.hpp"
#include "support/run_task.hpp"

#include <fcntl.h>

using namespace sluice;
using namespace sluice::test;

namespace {

using opened = result<std::unique_ptr<net::tls_stream>>;

byte_buffer many_bytes(std::size_t size)
{
    byte_buffer made(size);
    for (std::size_t i = 0; i < size; ++i)
        made[i] = static_cast<std::byte>(i * 7 + i / 251);
    return made;
}

/// Both ends past their handshake.
struct secured {
    explicit secured(asio::io_context& io, const tls_desk& desk)
    {
        tcp_pair raw(io);
        asio::co_spawn(io, accept(std::move(raw.accepted), desk.server), asio::detached);
        auto made = run_task(
            io, net::tls_stream::connect(std::move(raw.near), desk.client, "127.0.0.1", soon()));
        REQUIRE(made);
        near = std::move(*made);
        REQUIRE(accepted);
    }

    task<void> accept(std::unique_ptr<net::tcp_stream> on,
                      std::shared_ptr<const net::tls_context> how)
    {
        auto made = co_await net::tls_stream::accept(std::move(on), std::move(how), soon());
        if (made) accepted = std::move(*made);
    }

    std::unique_ptr<net::tls_stream> near;
    std::unique_ptr<net::tls_stream> accepted;
};

/// Reads until the stream ends, `most` bytes at a time; why it ended.
task<void> read_all(net::byte_stream& from, std::size_t most, byte_buffer& all, error& why)
{
    byte_buffer some(most);
    while (true) {
        const auto got = co_await net::read_some(from, some, soon());
        if (!got) {
            why = got.error();
            co_return;
        }
        append(all, byte_view(some).first(*got));
    }
}

task<void> write_and_close(net::byte_stream& to, byte_view bytes)
{
    const auto sent = co_await to.write(bytes, soon(), net::follow_up::nothing);
    CHECK(sent);
    to.close();
}

struct arrived {
    byte_buffer bytes;
    error why = fail(errc::internal);
};

arrived all_of(asio::io_context& io, net::byte_stream& from, std::size_t most)
{
    arrived got;
    run_task(io, read_all(from, most, got.bytes, got.why));
    return got;
}

} // namespace

TEST_CASE("bytes arrive through TLS 1.3, whatever the size of a read", "[net][tls_stream]")
{
    asio::io_context io;
    const tls_desk desk;
    secured t(io, desk);
    CHECK(t.near->is_newest_version());
    CHECK(t.accepted->agreed_name() == net::alpn_native);
    const auto [size, most] = GENERATE(
        table<std::size_t, std::size_t>({{3'000, 1}, {8U << 20U, 10'000}, {8U << 20U, 1U << 20U}}));
    const auto sent = many_bytes(size);

    asio::co_spawn(io, write_and_close(*t.near, sent), asio::detached);
    const auto got = all_of(io, *t.accepted, most);

    CHECK(got.bytes == sent);
    CHECK(got.why == errc::peer_closed);
    CHECK_THAT(got.why.detail(), !mentions("cut off"));
}

TEST_CASE("what follows a short header shares its record, and nothing is lost", "[net][tls_stream]")
{
    asio::io_context io;
    const tls_desk desk;
    secured t(io, desk);
    const temp_folder folder;
    const auto content = many_bytes(3U << 20U);
    folder.write("f", as_text(content));
    const unique_fd file(::open(folder.at("f").c_str(), O_RDONLY));
    const auto send = [&]() -> task<void> {
        (void)co_await t.near->write(as_bytes("head"), soon(), net::follow_up::more);
        const auto sent = co_await t.near->send_file(file.get(), 10, 10U << 20U, soon());
        CHECK(*sent == content.size() - 10);
        (void)co_await t.near->write(as_bytes("one"), soon(), net::follow_up::more);
        (void)co_await t.near->write(as_bytes("two"), soon(), net::follow_up::nothing);
        (void)co_await t.near->write(as_bytes("odd"), soon(), net::follow_up::more);
        const auto none = co_await t.near->send_file(file.get(), 10U << 20U, 5, soon());
        CHECK(*none == 0);
        (void)co_await t.near->write(as_bytes("end"), soon(), net::follow_up::nothing);
        t.near->close();
    };

    asio::co_spawn(io, send(), asio::detached);
    const auto got = all_of(io, *t.accepted, 100'000);

    auto wanted = "head" + std::string(as_text(byte_view(content).subspan(10))) + "onetwooddend";
    CHECK(as_text(got.bytes) == wanted);
}

TEST_CASE("a byte is looked at without being taken", "[net][tls_stream]")
{
    asio::io_context io;
    const tls_desk desk;
    secured t(io, desk);
    CHECK_FALSE(*t.accepted->peek_byte());
    (void)run_task(io, t.near->write(as_bytes("ab"), soon(), net::follow_up::nothing));
    CHECK(run_task(io, t.accepted->wait_readable(soon())));

    const auto seen = t.accepted->peek_byte();

    REQUIRE(seen);
    CHECK(*seen == std::byte{'a'});
    // The record is in OpenSSL's buffer now: no event of the socket tells of it.
    CHECK(run_task(io, t.accepted->wait_readable(soon())));
    std::array<std::byte, 10> into{};
    CHECK(*t.accepted->read_now(into) == 2);
}

TEST_CASE("a stream that ends without saying so was cut off", "[net][tls_stream]")
{
    asio::io_context io;
    const tls_desk desk;
    tcp_pair front(io);
    tcp_pair back(io);
    // The far end of TLS, with a relay between that can end the connection on its own.
    std::unique_ptr<net::tls_stream> accepted;
    const auto far = [&]() -> task<void> {
        auto made = co_await net::tls_stream::accept(std::move(back.accepted), desk.server, soon());
        if (!made) co_return;
        accepted = std::move(*made);
        (void)co_await accepted->write(as_bytes("abc"), soon(), net::follow_up::nothing);
        front.accepted->close();
        back.near->close();
    };
    const auto pass = [](net::tcp_stream& from, net::tcp_stream& to) -> task<void> {
        byte_buffer some(20'000);
        while (true) {
            const auto got = co_await net::read_some(from, some, soon());
            if (!got) co_return;
            const auto bytes = byte_view(some).first(*got);
            (void)co_await to.write(bytes, soon(), net::follow_up::nothing);
        }
    };
    asio::co_spawn(io, far(), asio::detached);
    asio::co_spawn(io, pass(*front.accepted, *back.near), asio::detached);
    asio::co_spawn(io, pass(*back.near, *front.accepted), asio::detached);
    const auto read = [&]() -> task<arrived> {
        arrived got;
        auto made = co_await net::tls_stream::connect(std::move(front.near), desk.client,
                                                      "127.0.0.1", soon());
        if (made) co_await read_all(**made, 100, got.bytes, got.why);
        co_return got;
    };

    const auto got = run_task(io, read());

    CHECK(got.why == errc::peer_closed);
    CHECK_THAT(got.why.detail(), mentions("cut off"));
}

TEST_CASE("an interrupt wakes a wait inside TLS, and the stream goes on", "[net][tls_stream]")
{
    asio::io_context io;
    const tls_desk desk;
    secured t(io, desk);
    std::array<std::byte, 10> into{};
    CHECK(*t.accepted->read_now(into) == 0);
    asio::post(io, [&] { asio::post(io, [&] { t.accepted->interrupt(); }); });
    CHECK(run_task(io, t.accepted->wait_readable(soon())).error() == errc::cancelled);
    (void)run_task(io, t.near->write(as_bytes("abc"), soon(), net::follow_up::nothing));
    CHECK(run_task(io, t.accepted->wait_readable(soon())));
    CHECK(*t.accepted->read_now(into) == 3);
}

TEST_CASE("a peer that reads nothing through TLS costs no longer than the limit",
          "[net][tls_stream]")
{
    asio::io_context io;
    const tls_desk desk;
    secured t(io, desk);
    const auto sent = many_bytes(40U << 20U);
    const auto limit = deadline::after(std::chrono::milliseconds(50));
    const auto written = run_task(io, t.near->write(sent, limit, net::follow_up::nothing));
    CHECK(written.error() == errc::timed_out);
}
