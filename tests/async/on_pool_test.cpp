#include "async/on_pool.hpp"
#include "async/task_group.hpp"
#include "support/catch.hpp"
#include "support/run_task.hpp"

#include <latch>
#include <memory>
#include <thread>

using namespace sluice;
using namespace sluice::test;

TEST_CASE("work on the pool gives its value to the caller's own thread", "[async][on_pool]")
{
    asio::io_context io;
    asio::thread_pool pool(2);
    const auto home = std::this_thread::get_id();
    std::thread::id worked_on;
    std::thread::id resumed_on;
    const auto caller = [&]() -> task<int> {
        auto work = [&worked_on] {
            worked_on = std::this_thread::get_id();
            return 5;
        };
        const auto made = co_await on_pool(pool, std::move(work));
        resumed_on = std::this_thread::get_id();
        co_return made;
    };

    CHECK(run_task(io, caller()) == 5);
    CHECK(worked_on != home);
    CHECK(resumed_on == home);
}

TEST_CASE("what work throws the caller throws", "[async][on_pool]")
{
    asio::io_context io;
    asio::thread_pool pool(1);
    auto work = []() -> int { throw std::runtime_error("boom"); };
    CHECK_THROWS_WITH(run_task(io, on_pool(pool, work)), "boom");
}

TEST_CASE("work may hold and give what cannot be copied", "[async][on_pool]")
{
    asio::io_context io;
    asio::thread_pool pool(1);
    auto held = std::make_unique<int>(5);
    auto work = [held = std::move(held)]() mutable {
        ++*held;
        return std::move(held);
    };

    const auto got = run_task(io, on_pool(pool, std::move(work)));

    REQUIRE(got);
    CHECK(*got == 6);
}

TEST_CASE("what work holds is gone before its caller goes on", "[async][on_pool]")
{
    asio::io_context io;
    asio::thread_pool pool(4);
    const auto caller = [&]() -> task<int> {
        int left_over = 0;
        for (int i = 0; i < 500; ++i) {
            auto held = std::make_shared<int>(i);
            const std::weak_ptr<int> seen = held;
            auto work = [held = std::move(held)] { return *held; };
            const auto ignored = co_await on_pool(pool, std::move(work));
            (void)ignored;
            if (!seen.expired()) ++left_over;
        }
        co_return left_over;
    };

    CHECK(run_task(io, caller()) == 0);
}

TEST_CASE("a cancelled caller waits for the end of its work", "[async][on_pool]")
{
    asio::io_context io;
    asio::thread_pool pool(1);
    std::latch may_end(1);
    bool ended = false;
    bool ended_first = false;
    task_group group(io.get_executor(), [](std::exception_ptr) { FAIL("nothing is thrown"); });
    const auto caller = [&]() -> task<void> {
        const flag_on_exit guard(ended_first);
        auto work = [&] {
            may_end.wait();
            ended = true;
            return 1;
        };
        const auto ignored = co_await on_pool(pool, std::move(work));
        (void)ignored;
        if (!ended) FAIL("resumed before the work had ended");
    };
    const auto canceller = [&]() -> task<void> {
        co_await let_others_run();
        group.cancel();
        co_await let_others_run();
        CHECK_FALSE(ended_first);
        may_end.count_down();
        co_await group.join();
    };
    group.spawn(caller());

    run_task(io, canceller());

    CHECK(ended);
    CHECK(ended_first);
}

TEST_CASE("many callers share a pool without a race", "[async][on_pool]")
{
    asio::io_context io;
    asio::thread_pool pool(4);
    int sum = 0; // touched on the loop only
    task_group group(io.get_executor(), [](std::exception_ptr) { FAIL("nothing is thrown"); });
    const auto caller = [&](int number) -> task<void> {
        for (int i = 0; i < 50; ++i) {
            auto work = [number] { return number; };
            sum += co_await on_pool(pool, std::move(work));
        }
    };
    for (int number = 1; number <= 10; ++number)
        group.spawn(caller(number));

    run_task(io, group.join());

    CHECK(sum == 50 * 55);
}
