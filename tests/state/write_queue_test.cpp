#include "state/write_queue.hpp"
#include "support/catch.hpp"
#include "support/temp_folder.hpp"

#include <latch>

namespace sluice::test {
namespace {

using namespace state;

/// A queue over a table of numbers.
struct queue_desk {
    temp_folder folder;
    std::unique_ptr<write_queue> queue;

    queue_desk()
    {
        auto opened = connection::open(folder.at("x.db"), connection_kind::writing);
        REQUIRE(opened);
        REQUIRE((*opened)->run("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;"
                               "CREATE TABLE number (value INTEGER UNIQUE)"));
        queue = std::make_unique<write_queue>(std::move(*opened));
    }

    result<> add(int value)
    {
        return queue->run([value](SQLite::Database& in) -> result<> {
            in.exec("INSERT INTO number VALUES (" + std::to_string(value) + ")");
            return ok;
        });
    }

    /// What is committed, as a second connection sees it.
    int count() const
    {
        const auto opened = connection::open(folder.at("x.db"), connection_kind::reading);
        REQUIRE(opened);
        const auto read = (*opened)->attempt([](SQLite::Database& in) -> result<int> {
            return in.execAndGet("SELECT COUNT(*) FROM number").getInt();
        });
        REQUIRE(read);
        return *read;
    }

    /// Holds the queue until `all` jobs wait behind this one, so that they make one group.
    template <class Wait>
    result<> hold(Wait until)
    {
        return queue->run([&](SQLite::Database&) -> result<> {
            until();
            return ok;
        });
    }
};

TEST_CASE("a job that is refused or throws leaves no trace, and the next one works",
          "[state][write_queue]")
{
    queue_desk desk;
    REQUIRE(desk.add(1));

    CHECK(desk.add(1).error() == errc::io_failed); // it is there: SQLite throws
    const auto refused = desk.queue->run([](SQLite::Database& in) -> result<> {
        in.exec("INSERT INTO number VALUES (7)");
        return fail(errc::fenced, "test");
    });
    const auto bug = desk.queue->run([](SQLite::Database& in) -> result<> {
        in.exec("INSERT INTO number VALUES (8)");
        throw std::runtime_error("a bug");
    });

    CHECK(refused.error() == errc::fenced);
    CHECK(bug.error() == errc::internal);
    CHECK(desk.count() == 1);
    CHECK(desk.add(2));
    CHECK(desk.count() == 2);
}

TEST_CASE("of a group those jobs are committed that did not fail", "[state][write_queue]")
{
    queue_desk desk;
    constexpr int jobs = 12;
    std::latch holding(1);
    std::latch arrived(jobs);
    std::atomic<int> failed = 0;
    std::vector<std::thread> threads;
    threads.emplace_back([&] {
        static_cast<void>(desk.hold([&] {
            holding.count_down();
            arrived.wait();
        }));
    });
    holding.wait();
    for (int i = 0; i < jobs; ++i)
        threads.emplace_back([&, i] {
            arrived.count_down();
            if (!desk.add(i / 2)) ++failed; // every number twice, so every second one fails
        });
    for (auto& one : threads)
        one.join();

    CHECK(failed == jobs / 2);
    CHECK(desk.count() == jobs / 2);
}

TEST_CASE("a job that makes SQLite give up the transaction does not take its group along",
          "[state][write_queue]")
{
    queue_desk desk;
    constexpr int jobs = 6;
    std::latch holding(1);
    std::latch arrived(jobs + 1);
    std::atomic<int> failed = 0;
    result<> spoiled;
    std::vector<std::thread> threads;
    threads.emplace_back([&] {
        static_cast<void>(desk.hold([&] {
            holding.count_down();
            arrived.wait();
        }));
    });
    holding.wait();
    threads.emplace_back([&] {
        arrived.count_down();
        spoiled = desk.queue->run([](SQLite::Database& in) -> result<> {
            in.exec("ROLLBACK"); // what SQLite does by itself when the disk is full
            return fail(errc::no_space, "test");
        });
    });
    for (int i = 0; i < jobs; ++i)
        threads.emplace_back([&, i] {
            arrived.count_down();
            if (!desk.add(i)) ++failed;
        });
    for (auto& one : threads)
        one.join();

    CHECK(spoiled.error() == errc::no_space);
    CHECK(failed == 0);
    CHECK(desk.count() == jobs);
}

} // namespace
} // namespace sluice::test
