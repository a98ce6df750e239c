#include "net/acceptor.hpp"
#include "net/dial.hpp"
#include "support/catch.hpp"
#include "support/run_task.hpp"

#include <sys/socket.h>

using namespace sluice;
using namespace sluice::test;

namespace {

using dialled = result<std::unique_ptr<net::byte_stream>>;

dialled dial(asio::io_context& io, std::string host, std::uint16_t port,
             std::chrono::milliseconds limit = std::chrono::seconds(20))
{
    return run_task(io, net::dial({std::move(host), port}, deadline::after(limit)));
}

} // namespace

TEST_CASE("a listening port is reached by address and by name", "[net][dial]")
{
    asio::io_context io;
    const auto* host = GENERATE("127.0.0.1", "::1", "localhost");
    const auto* address = std::string_view(host) == "::1" ? "::1" : "127.0.0.1";
    const auto by = net::acceptor::listen(io.get_executor(), address, 0);
    REQUIRE(by);
    const auto made = dial(io, host, by->port());
    REQUIRE(made);
    CHECK((*made)->peer() == by->name());
}

TEST_CASE("a port nobody listens on is unreachable", "[net][dial]")
{
    asio::io_context io;
    auto by = net::acceptor::listen(io.get_executor(), "127.0.0.1", 0);
    REQUIRE(by);
    const auto port = by->port();
    by->close();
    const auto made = dial(io, "127.0.0.1", port);
    REQUIRE_FALSE(made);
    CHECK(made.error() == errc::unreachable);
    CHECK(made.error().detail().find(std::to_string(port)) != std::string::npos);
}

TEST_CASE("an unknown host is unreachable, and named", "[net][dial]")
{
    asio::io_context io;
    const auto made = dial(io, "no host has spaces", 1);
    REQUIRE_FALSE(made);
    CHECK(made.error() == errc::unreachable);
    CHECK(made.error().stage() == "resolve");
    CHECK(made.error().detail().find("no host has spaces") != std::string::npos);
}

TEST_CASE("a host that does not answer is given up at the limit", "[net][dial]")
{
    // A listener with its queue full drops what else comes.
    asio::io_context io;
    asio::ip::tcp::acceptor full(io);
    full.open(asio::ip::tcp::v4());
    full.bind({asio::ip::make_address("127.0.0.1"), 0});
    ::listen(full.native_handle(), 0);
    std::vector<asio::ip::tcp::socket> callers;
    const auto end = full.local_endpoint();
    for (int i = 0; i < 4; ++i) {
        callers.emplace_back(io, asio::ip::tcp::v4());
        callers.back().native_non_blocking(true);
        ::connect(callers.back().native_handle(), end.data(), static_cast<socklen_t>(end.size()));
    }
    const auto made = dial(io, "127.0.0.1", end.port(), std::chrono::milliseconds(50));
    REQUIRE_FALSE(made);
    CHECK(made.error() == errc::timed_out);
}
