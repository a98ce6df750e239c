#include "async/sleep.hpp"
#include "async/task_group.hpp"
#include "support/catch.hpp"
#include "support/run_task.hpp"

using namespace sluice;
using namespace sluice::test;
using namespace std::chrono_literals;

TEST_CASE("a pause ends at its point in time", "[async][sleep]")
{
    asio::io_context io;
    const auto until = deadline::after(2ms);

    const bool slept = run_task(io, sleep_until(until));
    const bool over = until.expired();

    CHECK(slept);
    CHECK(over);
    CHECK(run_task(io, sleep_for(-1s)));
}

TEST_CASE("a pause can be cancelled and tells so", "[async][sleep]")
{
    asio::io_context io;
    task_group group(io.get_executor(), [](std::exception_ptr) { FAIL("nothing is thrown"); });
    int cut_short = 0;
    const auto pause = [&](deadline until) -> task<void> {
        const bool slept = co_await sleep_until(until);
        if (!slept) ++cut_short;
    };
    group.spawn(pause(deadline::never()));
    group.spawn(pause(deadline::after(1h)));
    const auto stop = [&]() -> task<void> {
        co_await let_others_run();
        group.cancel();
        co_await group.join();
    };

    run_task(io, stop());

    CHECK(cut_short == 2);
}
