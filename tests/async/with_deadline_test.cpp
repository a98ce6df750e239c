#include "async/sleep.hpp"
#include "async/task_group.hpp"
#include "async/with_deadline.hpp"
#include "support/catch.hpp"
#include "support/run_task.hpp"

using namespace sluice;
using namespace sluice::test;
using namespace std::chrono_literals;

namespace {

// Far enough that a test which waits for it is stopped by ctest.
deadline far_off()
{
    return deadline::after(1h);
}

deadline in_a_moment()
{
    return deadline::after(3ms);
}

task<result<int>> give(int value)
{
    co_await let_others_run();
    co_return value;
}

task<result<int>> refuse(errc why)
{
    co_await let_others_run();
    co_return fail(why, "work");
}

task<result<int>> explode()
{
    co_await let_others_run();
    throw std::runtime_error("boom");
}

/// Waits for ever; its result is what the wait says.
task<result<int>> wait_for_ever(bool& gone)
{
    const flag_on_exit guard(gone);
    auto here = co_await asio::this_coro::executor;
    asio::steady_timer timer(here, asio::steady_timer::time_point::max());
    auto [ec] = co_await timer.async_wait(as_result);
    if (ec == asio::error::operation_aborted) co_return fail(errc::cancelled, "work");
    co_return 1;
}

/// Waits for ever and then, when cancelled, awaits once more.
task<result<int>> wait_twice(bool& gone)
{
    const flag_on_exit guard(gone);
    co_await sleep_until(deadline::never());
    co_await let_others_run();
    co_return 2;
}

/// Cannot be cancelled and ends after the limit.
task<result<int>> end_late(deadline limit)
{
    co_await asio::this_coro::reset_cancellation_state(asio::disable_cancellation());
    co_await sleep_until(deadline::at_point(limit.at() + 3ms));
    co_return 7;
}

} // namespace

TEST_CASE("what ends in time gives its value", "[async][with_deadline]")
{
    asio::io_context io;
    CHECK(*run_task(io, with_deadline(far_off(), give(5))) == 5);
    CHECK(*run_task(io, with_deadline(deadline::never(), give(6))) == 6);
}

TEST_CASE("a failure is not held up until the limit", "[async][with_deadline]")
{
    asio::io_context io;

    const auto got = run_task(io, with_deadline(far_off(), refuse(errc::no_space)));

    CHECK(got.error() == errc::no_space);
    CHECK(got.error().stage() == "work");
}

TEST_CASE("an exception is not held up until the limit", "[async][with_deadline]")
{
    asio::io_context io;
    CHECK_THROWS_AS(run_task(io, with_deadline(far_off(), explode())), std::runtime_error);
    CHECK_THROWS_AS(run_task(io, with_deadline(deadline::never(), explode())), std::runtime_error);
}

TEST_CASE("at the limit the work is cancelled and awaited", "[async][with_deadline]")
{
    asio::io_context io;
    bool gone = false;
    bool gone_first = false;
    const auto caller = [&]() -> task<result<int>> {
        auto got = co_await with_deadline(in_a_moment(), wait_for_ever(gone));
        gone_first = gone;
        co_return got;
    };

    const auto got = run_task(io, caller());

    CHECK(got.error() == errc::timed_out);
    CHECK(gone_first);
}

TEST_CASE("work that throws when it awaits after its cancellation has timed out too",
          "[async][with_deadline]")
{
    asio::io_context io;
    bool gone = false;

    const auto got = run_task(io, with_deadline(in_a_moment(), wait_twice(gone)));

    CHECK(got.error() == errc::timed_out);
    CHECK(gone);
}

TEST_CASE("a limit that has passed already is a time-out", "[async][with_deadline]")
{
    asio::io_context io;
    bool gone = false;
    const auto past = deadline::at_point(deadline::clock::now() - 1s);

    const auto got = run_task(io, with_deadline(past, wait_for_ever(gone)));

    CHECK(got.error() == errc::timed_out);
}

TEST_CASE("work that ends late but well gives its value", "[async][with_deadline]")
{
    asio::io_context io;
    const auto limit = in_a_moment();
    CHECK(*run_task(io, with_deadline(limit, end_late(limit))) == 7);
}

TEST_CASE("a caller that is cancelled is not told of a time-out", "[async][with_deadline]")
{
    asio::io_context io;
    bool gone = false;
    std::optional<result<int>> got;
    task_group group(io.get_executor(), [](std::exception_ptr) { FAIL("nothing throws"); });
    const auto caller = [&]() -> task<void> {
        got = co_await with_deadline(far_off(), wait_for_ever(gone));
    };
    const auto canceller = [&]() -> task<void> {
        co_await let_others_run();
        group.cancel();
        co_await group.join();
    };
    group.spawn(caller());

    run_task(io, canceller());

    CHECK(gone);
    REQUIRE(got);
    CHECK(got->error() == errc::cancelled);
}

TEST_CASE("a cancelled caller whose work throws ends by that exception", "[async][with_deadline]")
{
    asio::io_context io;
    bool gone = false;
    bool went_on = false;
    task_group group(io.get_executor(),
                     [](std::exception_ptr) { FAIL("cancellation is no news"); });
    const auto caller = [&]() -> task<void> {
        const auto ignored = co_await with_deadline(far_off(), wait_twice(gone));
        (void)ignored;
        went_on = true;
    };
    const auto canceller = [&]() -> task<void> {
        co_await let_others_run();
        group.cancel();
        co_await group.join();
    };
    group.spawn(caller());

    run_task(io, canceller());

    CHECK(gone);
    CHECK_FALSE(went_on);
}

TEST_CASE("limits nest and the sooner one decides", "[async][with_deadline]")
{
    asio::io_context io;
    bool gone = false;

    const auto inner =
        run_task(io, with_deadline(far_off(), with_deadline(in_a_moment(), wait_for_ever(gone))));
    gone = false;
    const auto outer =
        run_task(io, with_deadline(in_a_moment(), with_deadline(far_off(), wait_for_ever(gone))));

    CHECK(inner.error() == errc::timed_out);
    CHECK(outer.error() == errc::timed_out);
    CHECK(gone);
}
