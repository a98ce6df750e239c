#include "async/pool_job.hpp"
#include "support/catch.hpp"
#include "support/run_task.hpp"

#include <latch>
#include <thread>

using namespace sluice;
using namespace sluice::test;

TEST_CASE("a job on the pool runs while its owner does something else", "[async][pool_job]")
{
    asio::io_context io;
    asio::thread_pool pool(1);
    std::latch owner_went_on(1);
    const auto owner = [&]() -> task<result<>> {
        auto here = co_await asio::this_coro::executor;
        pool_job job(pool, here, [&]() -> result<> {
            owner_went_on.wait();
            return fail(errc::no_space, "job");
        });
        owner_went_on.count_down();
        const auto ended = co_await job.ended();
        co_return ended;
    };

    const auto ended = run_task(io, owner());

    REQUIRE(!ended);
    CHECK(ended.error() == errc::no_space);
}

TEST_CASE("a job that ended before it is asked has its outcome", "[async][pool_job]")
{
    asio::io_context io;
    asio::thread_pool pool(1);
    const auto owner = [&]() -> task<result<>> {
        auto here = co_await asio::this_coro::executor;
        pool_job job(pool, here, []() -> result<> { return ok; });
        pool.join();
        const auto ended = co_await job.ended();
        co_return ended;
    };

    CHECK(run_task(io, owner()));
}

TEST_CASE("a job ends and lets go of what it holds when nobody waits", "[async][pool_job]")
{
    asio::io_context io;
    asio::thread_pool pool(1);
    auto held = std::make_shared<int>(0);
    std::latch abandoned(1);
    {
        const pool_job job(pool, io.get_executor(), [&, held]() -> result<> {
            abandoned.wait();
            ++*held;
            return ok;
        });
    }
    abandoned.count_down();

    io.run(); // ends: the job keeps the loop only while it runs
    pool.join();

    CHECK(*held == 1);
    CHECK(held.use_count() == 1);
}

TEST_CASE("what a job throws is thrown where its end is waited for", "[async][pool_job]")
{
    asio::io_context io;
    asio::thread_pool pool(1);
    const auto owner = [&]() -> task<result<>> {
        auto here = co_await asio::this_coro::executor;
        pool_job job(pool, here, []() -> result<> { throw std::runtime_error("boom"); });
        const auto ended = co_await job.ended();
        co_return ended;
    };

    CHECK_THROWS_WITH(run_task(io, owner()), "boom");
}
