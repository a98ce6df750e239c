#include "server/noting_store.hpp"
#include "server/receipts/ledger_queue.hpp"
#include "support/catch.hpp"

using namespace sluice;
using test::noting_store;

namespace {

state::ledger_record record(std::string what, std::uint64_t bytes, std::int64_t at = 1)
{
    state::ledger_record made;
    made.who = "ada";
    made.what = std::move(what);
    made.direction = "down";
    made.door = "http";
    made.bytes = bytes;
    made.started_ns = at;
    made.ended_ns = at + 1;
    made.result = "ok";
    return made;
}

struct queue_desk {
    asio::thread_pool pool{1};
    std::unique_ptr<state::store> store = std::make_unique<noting_store>();
    noting_store& notes = static_cast<noting_store&>(*store);
};

constexpr auto never_by_itself = std::chrono::hours(1);

} // namespace

TEST_CASE("transfers are appended to the ledger together", "[server][ledger_queue]")
{
    queue_desk desk;
    server::ledger_queue queue(desk.pool, desk.store, never_by_itself);
    queue.add(record("a", 1));
    queue.add(record("b", 2));

    queue.flush();

    CHECK(desk.notes.appends() == 1);
    REQUIRE(desk.notes.records().size() == 2);
    CHECK(desk.notes.records()[1].what == "b");
}

TEST_CASE("the same transfer again within a moment is added up", "[server][ledger_queue]")
{
    queue_desk desk;
    server::ledger_queue queue(desk.pool, desk.store, never_by_itself);
    queue.add(record("a", 10, 5));
    queue.add(record("a", 20, 7));
    queue.flush();
    queue.add(record("a", 30, 9));

    queue.flush();

    const auto kept = desk.notes.records();
    REQUIRE(kept.size() == 2);
    CHECK(kept[0].bytes == 30);
    CHECK(kept[0].started_ns == 5);
    CHECK(kept[0].ended_ns == 8);
    CHECK(kept[1].bytes == 30);
}

TEST_CASE("what is waiting is written by the pool and at the end", "[server][ledger_queue]")
{
    queue_desk desk;
    {
        server::ledger_queue soon(desk.pool, desk.store, std::chrono::milliseconds(0));
        soon.add(record("a", 1));
        desk.pool.join();
        CHECK(desk.notes.records().size() == 1);
    }
    {
        server::ledger_queue late(desk.pool, desk.store, never_by_itself);
        late.add(record("b", 1));
    }

    CHECK(desk.notes.records().size() == 2);
}

TEST_CASE("a store that takes nothing loses records and nothing else", "[server][ledger_queue]")
{
    queue_desk desk;
    server::ledger_queue queue(desk.pool, desk.store, never_by_itself);
    desk.notes.refuses = true;
    queue.add(record("a", 1));
    queue.flush();
    desk.notes.refuses = false;
    queue.add(record("b", 1));

    queue.flush();

    CHECK(queue.lost() == 1);
    CHECK(desk.notes.records().size() == 1);
}

TEST_CASE("without a store the ledger is not kept", "[server][ledger_queue]")
{
    asio::thread_pool pool(1);
    const std::unique_ptr<state::store> nothing;
    server::ledger_queue queue(pool, nothing);

    queue.add(record("a", 1));
    queue.flush();

    CHECK(queue.lost() == 0);
}

TEST_CASE("no more records wait than are allowed", "[server][ledger_queue]")
{
    queue_desk desk;
    server::ledger_queue queue(desk.pool, desk.store, never_by_itself);
    const auto most = server::ledger_queue::most_waiting;
    for (std::size_t i = 0; i < most + 1; ++i)
        queue.add(record(std::to_string(i), 1));

    queue.flush();

    CHECK(queue.lost() == 1);
    CHECK(desk.notes.records().size() == most);
}

TEST_CASE("a busy server appends to the ledger once in a moment", "[server][ledger_queue]")
{
    using clock = std::chrono::steady_clock;
    constexpr auto moment = std::chrono::milliseconds(50);
    queue_desk desk;
    server::ledger_queue queue(desk.pool, desk.store, moment);
    std::vector<clock::time_point> appended;
    desk.notes.before_append = [&] {
        appended.push_back(clock::now());
        // Transfers end while the others are written.
        if (appended.size() < 3) queue.add(record("b", 1));
    };

    queue.add(record("a", 1));
    desk.pool.join();

    REQUIRE(appended.size() == 3);
    CHECK(appended[1] - appended[0] >= moment);
    CHECK(appended[2] - appended[1] >= moment);
}
