#include "base/unique_fd.hpp"
#include "net/tcp_stream.hpp"
#include "server/pickup/pickup_proof.hpp"
#include "support/catch.hpp"
#include "support/pipe_stream.hpp"
#include "support/run_task.hpp"

#include <sys/socket.h>

#include <thread>

using namespace sluice;
using namespace std::chrono_literals;

namespace {

constexpr server::proof_limits patient{20s, 20s};

/// A connection over loopback; the client's side is a plain descriptor.
struct desk {
    asio::io_context io;
    unique_fd client;
    std::unique_ptr<net::tcp_stream> stream;

    explicit desk(int receive_buffer = 0)
    {
        using asio::ip::tcp;
        tcp::acceptor listening(io, tcp::endpoint(asio::ip::address_v4::loopback(), 0));
        tcp::socket dialling(io);
        dialling.open(tcp::v4());
        if (receive_buffer > 0)
            dialling.set_option(asio::socket_base::receive_buffer_size(receive_buffer));
        dialling.connect(listening.local_endpoint());
        stream = std::make_unique<net::tcp_stream>(listening.accept());
        client = unique_fd(dialling.release());
    }

    void send(const std::string& text)
    {
        const auto limit = deadline::after(20s);
        const auto sent =
            test::run_task(io, stream->write(as_bytes(text), limit, net::follow_up::nothing));
        REQUIRE(sent);
    }

    std::string receive(std::size_t count)
    {
        std::string all(count, ' ');
        std::size_t at = 0;
        while (at < count) {
            const auto got = ::recv(client.get(), all.data() + at, count - at, 0);
            if (got <= 0) break;
            at += static_cast<std::size_t>(got);
        }
        all.resize(at);
        return all;
    }

    bool proved(server::pickup_proof& proof, server::proof_limits limits = patient)
    {
        return test::run_task(io, proof.wait(limits));
    }
};

} // namespace

TEST_CASE("a client that reads all and ends the connection has taken it", "[server][pickup_proof]")
{
    desk d;
    server::pickup_proof proof(*d.stream);
    d.send("hello");
    REQUIRE(d.receive(5) == "hello");
    d.client.reset();

    CHECK(d.proved(proof));
}

TEST_CASE("a client that ends the connection with bytes unread has not taken it",
          "[server][pickup_proof]")
{
    desk d;
    server::pickup_proof proof(*d.stream);
    d.send("hello");
    REQUIRE(d.receive(4) == "hell");
    d.client.reset();

    CHECK_FALSE(d.proved(proof));
}

TEST_CASE("a client that asks for the next thing has taken the last", "[server][pickup_proof]")
{
    desk d;
    server::pickup_proof proof(*d.stream);
    d.send("hello");
    REQUIRE(d.receive(5) == "hello");
    REQUIRE(::send(d.client.get(), "GET", 3, 0) == 3);

    CHECK(d.proved(proof));
}

TEST_CASE("a client that keeps the connection counts as there at the limit",
          "[server][pickup_proof]")
{
    desk d;
    server::pickup_proof proof(*d.stream);
    d.send("hello");

    CHECK(d.proved(proof, {20s, 50ms}));
}

TEST_CASE("a client that takes nothing more proves nothing", "[server][pickup_proof]")
{
    desk d(4096);
    server::pickup_proof proof(*d.stream);
    const int most = 64 << 20U;
    ::setsockopt(d.stream->descriptor(), SOL_SOCKET, SO_SNDBUFFORCE, &most, sizeof(most));
    d.send(std::string(1U << 20U, 'x'));

    CHECK_FALSE(d.proved(proof, {100ms, 100ms}));
}

TEST_CASE("an end that came before the answer proves nothing by itself", "[server][pickup_proof]")
{
    desk d;
    REQUIRE(::shutdown(d.client.get(), SHUT_WR) == 0);
    const auto limit = deadline::after(20s);
    const auto seen = test::run_task(d.io, d.stream->wait_readable(limit));
    REQUIRE(seen);
    server::pickup_proof proof(*d.stream);
    d.send("hello");

    SECTION("a client that stays is there at the limit")
    {
        CHECK(d.proved(proof, {20s, 50ms}));
    }
    SECTION("one that breaks off is not")
    {
        std::thread later([&] {
            std::this_thread::sleep_for(20ms);
            d.client.reset();
        });
        CHECK_FALSE(d.proved(proof));
        later.join();
    }
}

TEST_CASE("a slow client has the time that it takes", "[server][pickup_proof]")
{
    desk d(4096);
    server::pickup_proof proof(*d.stream);
    const std::string much(512U << 10U, 'x');
    const int most = 64 << 20U;
    ::setsockopt(d.stream->descriptor(), SOL_SOCKET, SO_SNDBUFFORCE, &most, sizeof(most));
    d.send(much);
    std::thread reader([&] {
        for (int i = 0; i < 16; ++i) {
            d.receive(much.size() / 16);
            std::this_thread::sleep_for(5ms);
        }
        d.client.reset();
    });

    CHECK(d.proved(proof));
    reader.join();
}

TEST_CASE("a transport that cannot tell proves nothing", "[server][pickup_proof]")
{
    asio::io_context io;
    const auto ends = test::pipe_stream::make(io.get_executor());
    server::pickup_proof proof(*ends.accepted);

    CHECK_FALSE(test::run_task(io, proof.wait(patient)));
}
