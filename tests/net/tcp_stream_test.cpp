#include "async/task_group.hpp"
#include "base/unique_fd.hpp"
#include "net/tcp_pair.hpp"
#include "net/tcp_stream.hpp"
#include "support/catch.hpp"
#include "support/run_task.hpp"
#include "support/temp_folder.hpp"

#include <fcntl.h>
#include <unistd.h>

using namespace sluice;
using namespace sluice::test;

namespace {

deadline at_once()
{
    return deadline::after(std::chrono::milliseconds(20));
}

byte_buffer many_bytes(std::size_t size)
{
    byte_buffer made(size);
    for (std::size_t i = 0; i < size; ++i)
        made[i] = static_cast<std::byte>(i * 7 + i / 251);
    return made;
}

/// Reads until the stream ends.
task<byte_buffer> read_all(net::byte_stream& from)
{
    byte_buffer all;
    byte_buffer some(10'000);
    while (true) {
        const auto got = co_await net::read_some(from, some, soon());
        if (!got) co_return all;
        append(all, byte_view(some).first(*got));
    }
}

task<void> write_and_close(net::byte_stream& to, byte_view bytes, result<>& outcome)
{
    outcome = co_await to.write(bytes, soon(), net::follow_up::nothing);
    to.close();
}

task<void> send_and_close(net::byte_stream& to, int file, std::uint64_t length,
                          result<std::uint64_t>& outcome)
{
    outcome = co_await to.send_file(file, 10, length, soon());
    to.close();
}

} // namespace

TEST_CASE("what fills the buffers many times arrives", "[net][tcp_stream]")
{
    asio::io_context io;
    tcp_pair t(io);
    const auto sent = many_bytes(12U << 20U);
    result<> outcome;
    asio::co_spawn(io, write_and_close(*t.near, sent, outcome), asio::detached);
    const auto got = run_task(io, read_all(*t.accepted));
    CHECK(outcome);
    CHECK(got == sent);
}

TEST_CASE("bytes of a file are sent; fewer when it ends", "[net][tcp_stream]")
{
    asio::io_context io;
    tcp_pair t(io);
    const temp_folder folder;
    const auto content = many_bytes(5U << 20U);
    folder.write("f", as_text(content));
    const unique_fd file(::open(folder.at("f").c_str(), O_RDONLY));
    const bool beyond = GENERATE(false, true);
    const auto wanted = content.size() - 10 + (beyond ? 1000 : 0);
    result<std::uint64_t> outcome;
    asio::co_spawn(io, send_and_close(*t.near, file.get(), wanted, outcome), asio::detached);
    const auto got = run_task(io, read_all(*t.accepted));
    REQUIRE(outcome);
    CHECK(*outcome == content.size() - 10);
    CHECK(std::equal(got.begin(), got.end(), content.begin() + 10, content.end()));
}

TEST_CASE("a file cut while it is sent ends early", "[net][tcp_stream]")
{
    asio::io_context io;
    tcp_pair t(io);
    const temp_folder folder;
    folder.write("f", std::string(20U << 20U, 'x'));
    const unique_fd file(::open(folder.at("f").c_str(), O_RDONLY));
    result<std::uint64_t> outcome;
    asio::co_spawn(io, send_and_close(*t.near, file.get(), 20U << 20U, outcome), asio::detached);
    // Behind the sender's first turn, which fills the buffers.
    asio::post(io, [&] { asio::post(io, [&] { ::truncate(folder.at("f").c_str(), 100); }); });
    const auto got = run_task(io, read_all(*t.accepted));
    REQUIRE(outcome);
    CHECK(*outcome < (20U << 20U) - 10);
    CHECK(got.size() == *outcome);
}

TEST_CASE("a peer that reads nothing costs no longer than the limit", "[net][tcp_stream]")
{
    asio::io_context io;
    tcp_pair t(io);
    const auto sent = many_bytes(40U << 20U);
    const auto written = run_task(io, t.near->write(sent, at_once(), net::follow_up::nothing));
    CHECK(written.error() == errc::timed_out);

    tcp_pair other(io);
    const temp_folder folder;
    folder.write("f", std::string(40U << 20U, 'x'));
    const unique_fd file(::open(folder.at("f").c_str(), O_RDONLY));
    const auto filed = run_task(io, other.near->send_file(file.get(), 0, 40U << 20U, at_once()));
    CHECK(filed.error() == errc::timed_out);
}

TEST_CASE("nothing to read is told at once, and waited for", "[net][tcp_stream]")
{
    asio::io_context io;
    tcp_pair t(io);
    std::array<std::byte, 10> into{};
    CHECK(*t.accepted->read_now(into) == 0);
    CHECK(run_task(io, t.accepted->wait_readable(at_once())).error() == errc::timed_out);
    (void)run_task(io, t.near->write(as_bytes("abc"), soon(), net::follow_up::nothing));
    CHECK(run_task(io, t.accepted->wait_readable(soon())));
    CHECK(*t.accepted->read_now(into) == 3);
}

TEST_CASE("an interrupt wakes the wait, and the stream goes on", "[net][tcp_stream]")
{
    asio::io_context io;
    tcp_pair t(io);
    asio::post(io, [&] { asio::post(io, [&] { t.accepted->interrupt(); }); });
    CHECK(run_task(io, t.accepted->wait_readable(soon())).error() == errc::cancelled);
    (void)run_task(io, t.near->write(as_bytes("abc"), soon(), net::follow_up::nothing));
    CHECK(run_task(io, t.accepted->wait_readable(soon())));
}

TEST_CASE("closing wakes the wait", "[net][tcp_stream]")
{
    asio::io_context io;
    tcp_pair t(io);
    asio::post(io, [&] { asio::post(io, [&] { t.accepted->close(); }); });
    CHECK_FALSE(run_task(io, t.accepted->wait_readable(soon())));
    std::array<std::byte, 10> into{};
    CHECK_FALSE(t.accepted->read_now(into));
    t.accepted->close();
}

TEST_CASE("a peer that closed is told on reading and on writing", "[net][tcp_stream]")
{
    asio::io_context io;
    tcp_pair t(io);
    t.near->close();
    std::array<std::byte, 10> into{};
    REQUIRE(run_task(io, t.accepted->wait_readable(soon())));
    CHECK(t.accepted->read_now(into).error() == errc::peer_closed);
    const auto sent = many_bytes(1U << 20U);
    const auto unnoticed =
        run_task(io, t.accepted->write(as_bytes("x"), soon(), net::follow_up::nothing));
    static_cast<void>(unnoticed);
    const auto again = run_task(io, t.accepted->write(sent, soon(), net::follow_up::nothing));
    CHECK(again.error() == errc::peer_closed);
}

TEST_CASE("a cancelled reader ends and leaves nothing behind", "[net][tcp_stream]")
{
    asio::io_context io;
    tcp_pair t(io);
    task_group group(io.get_executor(), [](std::exception_ptr) { FAIL("thrown"); });
    bool gone = false;
    const auto reader = [](net::byte_stream& from, bool& ended) -> task<void> {
        const flag_on_exit guard(ended);
        const auto all = co_await read_all(from);
        (void)all;
    };
    group.spawn(reader(*t.accepted, gone));
    asio::post(io, [&] { asio::post(io, [&] { group.cancel(); }); });
    run_task(io, group.join());
    CHECK(gone);
}

TEST_CASE("a stream is named after its peer", "[net][tcp_stream]")
{
    asio::io_context io;
    tcp_pair four(io);
    CHECK(four.accepted->peer() == "127.0.0.1:" + std::to_string(four.dialled_port));
    tcp_pair six(io, "::1");
    CHECK(six.accepted->peer() == "[::1]:" + std::to_string(six.dialled_port));
}
