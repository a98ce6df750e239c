#include "async/bounded_queue.hpp"
#include "async/task_group.hpp"
#include "async/with_deadline.hpp"
#include "support/catch.hpp"
#include "support/run_task.hpp"

#include <memory>

using namespace sluice;
using namespace sluice::test;
using namespace std::chrono_literals;

namespace {

struct queue_under_test {
    explicit queue_under_test(std::size_t capacity)
        : group(io.get_executor(), [](std::exception_ptr) { FAIL("nothing is thrown"); }),
          queue(io.get_executor(), capacity)
    {
    }

    /// Pushes 1, 2, 3... and finishes; notes how far it came.
    task<void> write(int count)
    {
        for (int item = 1; item <= count; ++item) {
            const bool taken = co_await queue.push(item);
            if (!taken) {
                refused = true;
                co_return;
            }
            ++pushed;
        }
        queue.finish();
    }

    task<std::vector<int>> read_all()
    {
        std::vector<int> all;
        while (true) {
            const auto item = co_await queue.pop();
            if (!item) co_return all;
            all.push_back(*item);
        }
    }

    asio::io_context io;
    task_group group;
    bounded_queue<int> queue;
    int pushed = 0;
    bool refused = false;
};

} // namespace

TEST_CASE("what is pushed is popped in order", "[async][bounded_queue]")
{
    for (const std::size_t capacity : {1, 2, 7, 100}) {
        queue_under_test t(capacity);
        t.group.spawn(t.write(50));

        const auto got = run_task(t.io, t.read_all());

        REQUIRE(got.size() == 50);
        for (int i = 0; i < 50; ++i)
            CHECK(got[static_cast<std::size_t>(i)] == i + 1);
    }
}

TEST_CASE("a writer waits while the queue is full", "[async][bounded_queue]")
{
    queue_under_test t(3);
    t.group.spawn(t.write(10));
    const auto reader = [&]() -> task<void> {
        co_await let_others_run();
        CHECK(t.pushed == 3);
        CHECK(t.queue.size() == 3);
        const auto first = co_await t.queue.pop();
        CHECK(first == 1);
        co_await let_others_run();
        CHECK(t.pushed == 4);
        const auto rest = co_await t.read_all();
        CHECK(rest.size() == 9);
        co_await t.group.join();
    };

    run_task(t.io, reader());
}

TEST_CASE("the end comes after everything that was pushed before it", "[async][bounded_queue]")
{
    queue_under_test t(10);
    run_task(t.io, t.write(4)); // has finished before anybody reads

    CHECK(run_task(t.io, t.read_all()) == std::vector<int>{1, 2, 3, 4});
    CHECK(run_task(t.io, t.read_all()).empty());
}

TEST_CASE("a reader who waits is told of the end", "[async][bounded_queue]")
{
    queue_under_test t(1);
    std::vector<int> got{5};
    const auto reader = [&]() -> task<void> { got = co_await t.read_all(); };
    t.group.spawn(reader());
    const auto finisher = [&]() -> task<void> {
        co_await let_others_run();
        t.queue.finish();
        co_await t.group.join();
    };

    run_task(t.io, finisher());

    CHECK(got.empty());
}

TEST_CASE("a reader who leaves wakes the writer that waits and refuses the next",
          "[async][bounded_queue]")
{
    queue_under_test t(2);
    t.group.spawn(t.write(10));
    const auto reader = [&]() -> task<bool> {
        co_await let_others_run();
        t.queue.abandon();
        co_await t.group.join();
        const bool later = co_await t.queue.push(99);
        co_return later;
    };

    CHECK_FALSE(run_task(t.io, reader()));
    CHECK(t.refused);
    CHECK(t.pushed == 2);
    CHECK(t.queue.size() == 0);
}

TEST_CASE("a read that timed out loses nothing and leaves the queue usable",
          "[async][bounded_queue]")
{
    queue_under_test t(2);
    const auto pop = [&]() -> task<result<int>> {
        auto item = co_await t.queue.pop();
        co_return item.value_or(0);
    };
    const auto reader = [&]() -> task<std::vector<int>> {
        const auto late = co_await with_deadline(deadline::after(2ms), pop());
        CHECK(late.error() == errc::timed_out);
        t.group.spawn(t.write(5));
        auto all = co_await t.read_all();
        co_return all;
    };

    CHECK(run_task(t.io, reader()) == std::vector<int>{1, 2, 3, 4, 5});
}

TEST_CASE("a writer that is cancelled while it waits leaves the queue as it was",
          "[async][bounded_queue]")
{
    queue_under_test t(2);
    t.group.spawn(t.write(10));
    const auto stop = [&]() -> task<std::vector<int>> {
        co_await let_others_run();
        t.group.cancel();
        co_await t.group.join();
        t.queue.finish();
        auto all = co_await t.read_all();
        co_return all;
    };

    CHECK(run_task(t.io, stop()) == std::vector<int>{1, 2});
}

TEST_CASE("items need not be copyable", "[async][bounded_queue]")
{
    asio::io_context io;
    bounded_queue<std::unique_ptr<int>> queue(io.get_executor(), 1);
    const auto there_and_back = [&]() -> task<int> {
        auto item = std::make_unique<int>(5);
        const bool taken = co_await queue.push(std::move(item));
        CHECK(taken);
        const auto got = co_await queue.pop();
        co_return got && *got ? **got : 0;
    };

    CHECK(run_task(io, there_and_back()) == 5);
}
