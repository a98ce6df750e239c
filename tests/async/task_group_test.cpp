#include "async/is_abort.hpp"
#include "async/sleep.hpp"
#include "async/task_group.hpp"
#include "support/catch.hpp"
#include "support/run_task.hpp"

using namespace sluice;
using namespace sluice::test;

namespace {

struct group_under_test {
    group_under_test()
        : group(io.get_executor(),
                [this](std::exception_ptr thrown) { reported.push_back(thrown); })
    {
    }

    asio::io_context io;
    std::vector<std::exception_ptr> reported;
    task_group group;
};

task<void> count(int& done)
{
    co_await let_others_run();
    ++done;
}

task<void> wait_for_ever(int& gone)
{
    const auto on_exit = [](int* counter) { ++*counter; };
    const std::unique_ptr<int, decltype(on_exit)> guard(&gone, on_exit);
    co_await sleep_until(deadline::never());
    co_await let_others_run();
}

task<void> explode()
{
    co_await let_others_run();
    throw std::runtime_error("boom");
}

} // namespace

TEST_CASE("join waits for every coroutine", "[async][task_group]")
{
    group_under_test t;
    int done = 0;
    for (int i = 0; i < 5; ++i)
        t.group.spawn(count(done));
    CHECK(t.group.size() == 5);

    run_task(t.io, t.group.join());

    CHECK(done == 5);
    CHECK(t.group.size() == 0);
}

TEST_CASE("join of an empty group is over at once", "[async][task_group]")
{
    group_under_test t;
    run_task(t.io, t.group.join());
    CHECK(t.group.size() == 0);
}

TEST_CASE("join waits for what is spawned meanwhile too", "[async][task_group]")
{
    group_under_test t;
    int done = 0;
    const auto parent = [&]() -> task<void> {
        co_await let_others_run();
        t.group.spawn(count(done));
        t.group.spawn(count(done));
    };
    t.group.spawn(parent());

    run_task(t.io, t.group.join());

    CHECK(done == 2);
}

TEST_CASE("cancel ends every coroutine and reports none", "[async][task_group]")
{
    group_under_test t;
    int gone = 0;
    for (int i = 0; i < 5; ++i)
        t.group.spawn(wait_for_ever(gone));
    const auto stop = [&]() -> task<void> {
        co_await let_others_run();
        t.group.cancel();
        co_await t.group.join();
    };

    run_task(t.io, stop());

    CHECK(gone == 5);
    CHECK(t.reported.empty());
}

TEST_CASE("a coroutine may cancel its own group", "[async][task_group]")
{
    group_under_test t;
    int gone = 0;
    t.group.spawn(wait_for_ever(gone));
    const auto quit = [&]() -> task<void> {
        co_await let_others_run();
        t.group.cancel();
    };
    t.group.spawn(quit());
    t.group.spawn(wait_for_ever(gone));

    run_task(t.io, t.group.join());

    CHECK(gone == 2);
    CHECK(t.reported.empty());
}

TEST_CASE("an exception is reported once and leaves the others alone", "[async][task_group]")
{
    group_under_test t;
    int done = 0;
    t.group.spawn(explode());
    t.group.spawn(count(done));

    run_task(t.io, t.group.join());

    CHECK(done == 1);
    REQUIRE(t.reported.size() == 1);
    CHECK_THROWS_WITH(std::rethrow_exception(t.reported[0]), "boom");
}

TEST_CASE("a group is used again after a join", "[async][task_group]")
{
    group_under_test t;
    int done = 0;
    t.group.spawn(count(done));
    run_task(t.io, t.group.join());

    t.group.spawn(count(done));
    run_task(t.io, t.group.join());

    CHECK(done == 2);
}

TEST_CASE("only cancellation counts as an abort", "[async][is_abort]")
{
    const auto of = [](auto thrown) { return std::make_exception_ptr(thrown); };
    CHECK(is_abort(of(std::system_error(asio::error::operation_aborted))));
    CHECK_FALSE(is_abort(of(std::system_error(asio::error::eof))));
    CHECK_FALSE(is_abort(of(std::runtime_error("boom"))));
    CHECK_FALSE(is_abort(of(5)));
}
