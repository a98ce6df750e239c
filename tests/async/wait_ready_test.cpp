#include "async/task_group.hpp"
#include "async/wait_ready.hpp"
#include "support/catch.hpp"
#include "support/run_task.hpp"

using namespace sluice;
using namespace sluice::test;
using namespace std::chrono_literals;

namespace {

using stream_socket = asio::local::stream_protocol::socket;
constexpr auto to_read = asio::socket_base::wait_read;
constexpr auto to_write = asio::socket_base::wait_write;

struct connected_pair {
    connected_pair() { asio::local::connect_pair(here, there); }

    asio::io_context io;
    stream_socket here{io};
    stream_socket there{io};
};

} // namespace

TEST_CASE("a socket with bytes is ready to be read", "[async][wait_ready]")
{
    connected_pair t;
    asio::write(t.there, asio::buffer("x", 1));

    CHECK(run_task(t.io, wait_ready(t.here, to_read, deadline::after(1h))));
    CHECK(run_task(t.io, wait_ready(t.here, to_read, deadline::never())));
    CHECK(run_task(t.io, wait_ready(t.here, to_write, deadline::after(1h))));
}

TEST_CASE("bytes that come later end the wait", "[async][wait_ready]")
{
    connected_pair t;
    const auto both = [&]() -> task<result<>> {
        task_group group(t.io.get_executor(),
                         [](std::exception_ptr) { FAIL("nothing is thrown"); });
        const auto send = [&]() -> task<void> {
            co_await let_others_run();
            asio::write(t.there, asio::buffer("x", 1));
        };
        group.spawn(send());
        auto ready = co_await wait_ready(t.here, to_read, deadline::after(1h));
        co_await group.join();
        co_return ready;
    };

    CHECK(run_task(t.io, both()));
}

TEST_CASE("a silent socket times out and can be waited for again", "[async][wait_ready]")
{
    connected_pair t;

    const auto silent = run_task(t.io, wait_ready(t.here, to_read, deadline::after(2ms)));
    asio::write(t.there, asio::buffer("x", 1));
    const auto talking = run_task(t.io, wait_ready(t.here, to_read, deadline::after(1h)));

    CHECK(silent.error() == errc::timed_out);
    CHECK(talking);
}

TEST_CASE("a full socket is not ready to be written", "[async][wait_ready]")
{
    connected_pair t;
    t.here.non_blocking(true);
    const std::vector<char> bytes(1 << 16);
    std::error_code full;
    while (!full)
        t.here.write_some(asio::buffer(bytes), full);

    const auto got = run_task(t.io, wait_ready(t.here, to_write, deadline::after(2ms)));

    CHECK(got.error() == errc::timed_out);
}

TEST_CASE("a wait that somebody interrupts is cancelled, not timed out", "[async][wait_ready]")
{
    for (const auto limit : {deadline::after(1h), deadline::never()}) {
        connected_pair t;
        const auto both = [&]() -> task<result<>> {
            task_group group(t.io.get_executor(),
                             [](std::exception_ptr) { FAIL("nothing is thrown"); });
            const auto interrupt = [&]() -> task<void> {
                co_await let_others_run();
                t.here.cancel();
            };
            group.spawn(interrupt());
            auto ready = co_await wait_ready(t.here, to_read, limit);
            co_await group.join();
            co_return ready;
        };

        const auto got = run_task(t.io, both());

        REQUIRE_FALSE(got);
        CHECK(got.error() == errc::cancelled);
    }
}

TEST_CASE("a peer that closes makes the socket ready", "[async][wait_ready]")
{
    connected_pair t;
    t.there.close();
    CHECK(run_task(t.io, wait_ready(t.here, to_read, deadline::after(1h))));
}
