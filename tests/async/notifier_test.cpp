#include "async/notifier.hpp"
#include "async/task_group.hpp"
#include "support/catch.hpp"
#include "support/run_task.hpp"

using namespace sluice;
using namespace sluice::test;
using namespace std::chrono_literals;

namespace {

struct waiters {
    waiters() : group(io.get_executor(), [](std::exception_ptr) { FAIL("nothing is thrown"); }) {}

    task<void> wait(deadline limit)
    {
        const bool rung = co_await bell.wait(limit);
        (rung ? woken : expired) += 1;
    }

    asio::io_context io;
    task_group group;
    notifier bell{io.get_executor()};
    int woken = 0;
    int expired = 0;
};

} // namespace

TEST_CASE("a notifier wakes everybody who waits", "[async][notifier]")
{
    waiters t;
    t.group.spawn(t.wait(deadline::never()));
    t.group.spawn(t.wait(deadline::after(1h)));
    t.group.spawn(t.wait(deadline::never()));
    const auto ring = [&]() -> task<void> {
        co_await let_others_run();
        t.bell.notify_all();
        co_await t.group.join();
    };

    run_task(t.io, ring());

    CHECK(t.woken == 3);
    CHECK(t.expired == 0);
}

TEST_CASE("who comes after the call waits for the next one", "[async][notifier]")
{
    waiters t;
    t.bell.notify_all();
    t.group.spawn(t.wait(deadline::after(2ms)));

    run_task(t.io, t.group.join());

    CHECK(t.woken == 0);
    CHECK(t.expired == 1);
}

TEST_CASE("a wait ends at its limit while others go on waiting", "[async][notifier]")
{
    waiters t;
    t.group.spawn(t.wait(deadline::never()));
    const auto ring = [&]() -> task<void> {
        co_await t.wait(deadline::after(2ms));
        CHECK(t.woken == 0);
        t.bell.notify_all();
        co_await t.group.join();
    };

    run_task(t.io, ring());

    CHECK(t.woken == 1);
    CHECK(t.expired == 1);
}

TEST_CASE("whoever waits on a notifier can be cancelled", "[async][notifier]")
{
    waiters t;
    t.group.spawn(t.wait(deadline::never()));
    t.group.spawn(t.wait(deadline::after(1h)));
    const auto stop = [&]() -> task<void> {
        co_await let_others_run();
        t.group.cancel();
        co_await t.group.join();
    };

    run_task(t.io, stop());

    CHECK(t.group.size() == 0);
}
