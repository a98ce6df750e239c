#include "transfer/upload_table.hpp"

using namespace sluice;
using namespace sluice::test;

namespace {

/// Writes some bytes and then waits as for a client that has gone silent.
task<result<std::uint64_t>> stall(upload_table& table, std::string id, bool& waiting)
{
    auto here = co_await asio::this_coro::executor;
    const auto called = std::make_shared<wake_up>(here);
    std::function<void()> interrupt = [called] { called->ring(); };
    transfer::write_order order{id, 0, 10, true, false};
    auto writer =
        co_await table.desk->write(std::move(order), std::move(interrupt), upload_table::soon());
    if (!writer) co_return writer.error();
    auto fed = co_await upload_table::feed(**writer, "hello");
    if (!fed) co_return fed.error();
    waiting = true;
    const bool rung = co_await called->wait(upload_table::soon());
    CHECK(rung);
    byte_buffer nothing;
    auto ended = co_await (*writer)->finish(nothing, upload_table::soon());
    co_return ended;
}

} // namespace

TEST_CASE("a newer writer fences the older one and goes on behind its bytes", "[transfer][upload]")
{
    upload_table table;
    const auto id = table.create(upload_table::order_of("file.bin", 10)).record.id;
    const auto epoch = run_task(table.io, table.desk->status(id))->record.epoch;
    bool waiting = false;
    result<std::uint64_t> older;
    result<std::uint64_t> newer;
    auto first = [&]() -> task<void> { older = co_await stall(table, id, waiting); };
    auto second = [&]() -> task<void> {
        while (!waiting)
            co_await let_others_run();
        transfer::write_order order{id, 0, 5, true, false};
        newer = co_await table.put_task(std::move(order), "world", {});
    };

    asio::co_spawn(table.io, first(), [](std::exception_ptr) {});
    run_task(table.io, second());

    REQUIRE_FALSE(older);
    CHECK(older.error() == errc::fenced);
    REQUIRE(newer);
    CHECK(*newer == 10);
    CHECK(run_task(table.io, table.desk->status(id))->record.epoch > epoch);
    REQUIRE(table.complete(id));
    CHECK(table.folder.read("served/file.bin") == "helloworld");
}

TEST_CASE("asking for the offset interrupts the writer and waits for its bytes",
          "[transfer][upload]")
{
    upload_table table;
    const auto id = table.create(upload_table::order_of("file.bin", 10)).record.id;
    bool waiting = false;
    result<std::uint64_t> older;
    result<transfer::upload_view> seen;
    auto first = [&]() -> task<void> { older = co_await stall(table, id, waiting); };
    auto second = [&]() -> task<void> {
        while (!waiting)
            co_await let_others_run();
        seen = co_await table.desk->settle(id, upload_table::soon());
    };

    asio::co_spawn(table.io, first(), [](std::exception_ptr) {});
    run_task(table.io, second());

    CHECK_FALSE(older);
    REQUIRE(seen);
    CHECK(seen->offset() == 5);
}

TEST_CASE("cancelling interrupts the writer", "[transfer][upload]")
{
    upload_table table;
    const auto id = table.create(upload_table::order_of("file.bin", 10)).record.id;
    bool waiting = false;
    result<std::uint64_t> older;
    auto first = [&]() -> task<void> { older = co_await stall(table, id, waiting); };
    result<> cancelled;
    auto second = [&]() -> task<void> {
        while (!waiting)
            co_await let_others_run();
        cancelled = co_await table.desk->cancel(id);
    };

    asio::co_spawn(table.io, first(), [](std::exception_ptr) {});
    run_task(table.io, second());

    CHECK(cancelled);
    CHECK_FALSE(older);
    CHECK_FALSE(table.folder.has("incoming/" + id));
}

TEST_CASE("different chunks are written at once without fencing", "[transfer][upload]")
{
    upload_table table;
    const auto id = table.create(upload_table::order_of("file.bin", 100)).record.id;
    int good = 0;
    auto put = [&](std::uint64_t number) -> task<void> {
        transfer::write_order order{id, number * 10, 10, false, true};
        const auto done = co_await table.put_task(std::move(order), std::string(10, 'x'), {});
        if (done) ++good;
    };

    for (std::uint64_t number = 0; number < 10; ++number)
        asio::co_spawn(table.io, put(number), [](std::exception_ptr) {});
    run_watched(table.io);

    CHECK(good == 10);
    CHECK(table.complete(id));
}
