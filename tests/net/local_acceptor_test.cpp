#include "net/local_acceptor.hpp"
#include "support/catch.hpp"
#include "support/run_task.hpp"
#include "support/temp_folder.hpp"

#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

using namespace sluice;
using namespace sluice::test;
using net::local_acceptor;

namespace {

/// Connects and gives what the acceptor handed over.
task<result<net::local_peer>> connect_once(local_acceptor& to)
{
    auto here = co_await asio::this_coro::executor;
    asio::local::stream_protocol::socket caller(here);
    std::error_code failed;
    caller.connect(asio::local::stream_protocol::endpoint(to.path()), failed);
    if (failed) co_return fail(failed, "connect");
    result<net::local_peer> peer = fail(errc::internal);
    std::function<void(unique_fd)> take = [&](unique_fd connected) {
        peer = net::local_peer_of(connected.get());
        to.close();
    };
    co_await to.run(std::move(take));
    co_return peer;
}

} // namespace

TEST_CASE("a caller at a local socket is told by the kernel", "[net][local]")
{
    const temp_folder folder;
    asio::io_context io;
    auto listening = local_acceptor::listen(io.get_executor(), folder.at("a.sock"));
    REQUIRE(listening);
    struct ::stat found{};
    REQUIRE(::lstat(folder.at("a.sock").c_str(), &found) == 0);

    const auto peer = run_task(io, connect_once(*listening));

    REQUIRE(peer);
    CHECK(peer->user == ::geteuid());
    CHECK(peer->program == ::getpid());
    CHECK((found.st_mode & 0777U) == 0600U);
    CHECK(folder.names().empty());
}

TEST_CASE("a live socket keeps its name, a dead one gives it up", "[net][local]")
{
    const temp_folder folder;
    asio::io_context io;
    const auto where = io.get_executor();
    {
        const auto first = local_acceptor::listen(where, folder.at("a.sock"));
        REQUIRE(first);
        CHECK(local_acceptor::listen(where, folder.at("a.sock")).error() == errc::target_busy);
    }
    CHECK_FALSE(folder.has("a.sock"));
    {
        asio::local::stream_protocol::acceptor killed(
            io, asio::local::stream_protocol::endpoint(folder.at("a.sock")));
    }
    CHECK(folder.has("a.sock"));
    const auto again = local_acceptor::listen(where, folder.at("a.sock"));
    CHECK((again ? "ok" : again.error().text()) == "ok");
}

TEST_CASE("what is no socket is not replaced", "[net][local]")
{
    const temp_folder folder;
    asio::io_context io;
    folder.write("file", "precious");

    CHECK(local_acceptor::listen(io.get_executor(), folder.at("file")).error() ==
          errc::target_exists);
    CHECK(folder.read("file") == "precious");
    CHECK(local_acceptor::listen(io.get_executor(), folder.at("none/a.sock")).error() ==
          errc::not_found);
    CHECK(local_acceptor::listen(io.get_executor(), std::string(101, 'x')).error() ==
          errc::too_large);
}

TEST_CASE("a name that another socket has by now stays when the older one goes", "[net][local]")
{
    const temp_folder folder;
    asio::io_context io;
    auto older = local_acceptor::listen(io.get_executor(), folder.at("a.sock"));
    REQUIRE(older);
    ::unlink(folder.at("a.sock").c_str());
    const auto newer = local_acceptor::listen(io.get_executor(), folder.at("a.sock"));
    REQUIRE(newer);

    older->close();

    CHECK(folder.has("a.sock"));
}
