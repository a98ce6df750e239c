#include "support/catch.hpp"
#include "support/run_task.hpp"
#include "transfer/download/slab_pool.hpp"
#include "transfer/download/work_list.hpp"

using namespace sluice;
using namespace sluice::test;
using namespace sluice::transfer;

namespace {

constexpr std::uint32_t file_chunk = 1U << 20U;

shared_file file_of_chunks(std::uint64_t count)
{
    wanted_file wanted;
    wanted.info.path = "f";
    wanted.info.size = count * file_chunk;
    wanted.info.chunk_size = file_chunk;
    wanted.name = "f";
    return std::make_shared<download_file>(std::move(wanted), storage::digest_kind::xxh3,
                                           file_chunk);
}

} // namespace

TEST_CASE("work is taken from the file that was added first", "[transfer][work_list]")
{
    asio::io_context io;
    work_list work(io.get_executor());
    const auto first = file_of_chunks(2);
    const auto second = file_of_chunks(1);
    work.add(first);
    work.add(second);

    CHECK(work.take()->file == first);
    CHECK(work.take()->file == first);
    CHECK(work.take()->file == second);
    CHECK_FALSE(work.take());
    CHECK(first->in_flight == 2);
    CHECK(work.open() == 2);
    CHECK(work.open_large() == 1);
}

TEST_CASE("what is missing again can be taken again", "[transfer][work_list]")
{
    asio::io_context io;
    work_list work(io.get_executor());
    const auto file = file_of_chunks(1);
    work.add(file);
    const auto item = work.take();
    CHECK_FALSE(work.take());

    file->plan.give_back(item->range);
    work.touch(file);
    work.touch(file);

    CHECK(work.take()->range == item->range);
    CHECK_FALSE(work.take());
}

TEST_CASE("nothing is taken of a file that failed or was closed", "[transfer][work_list]")
{
    asio::io_context io;
    work_list work(io.get_executor());
    const auto failed = file_of_chunks(2);
    const auto closed = file_of_chunks(2);
    work.add(failed);
    work.add(closed);
    failed->failed = fail(errc::io_failed);
    work.close(*closed);
    work.close(*closed);
    work.touch(failed);
    work.touch(closed);

    CHECK_FALSE(work.take());
    CHECK(work.open() == 1);
    CHECK(work.open_large() == 1);
}

TEST_CASE("work is drained when all is closed and nothing will come", "[transfer][work_list]")
{
    asio::io_context io;
    work_list work(io.get_executor());
    const auto file = file_of_chunks(1);
    work.add(file);
    CHECK_FALSE(work.drained());
    work.close(*file);
    CHECK_FALSE(work.drained());
    work.finish_adding();
    CHECK(work.drained());
}

TEST_CASE("stopped work is drained at once", "[transfer][work_list]")
{
    asio::io_context io;
    work_list work(io.get_executor());
    work.add(file_of_chunks(1));
    work.stop();
    CHECK(work.drained());
    CHECK_FALSE(work.take());
}

TEST_CASE("spare ranges are counted no further than asked", "[transfer][work_list]")
{
    asio::io_context io;
    work_list work(io.get_executor());
    work.add(file_of_chunks(3));
    work.add(file_of_chunks(5));
    CHECK(work.spare_ranges(2) >= 2);
    CHECK(work.spare_ranges(100) == 8);
    work.take();
    CHECK(work.spare_ranges(100) == 7);
}

TEST_CASE("no more slabs are lent than there are", "[transfer][slab_pool]")
{
    asio::io_context io;
    slab_pool pool(io.get_executor(), 100, 2);
    int lent = 0;
    std::vector<slab_pool::loan> held;
    const auto borrow = [](slab_pool* from, std::vector<slab_pool::loan>* to,
                           int* count) -> task<void> {
        auto slab = co_await from->borrow();
        to->push_back(std::move(slab));
        ++*count;
    };
    for (int i = 0; i < 4; ++i)
        asio::co_spawn(io, borrow(&pool, &held, &lent), asio::detached);
    io.poll();
    CHECK(lent == 2);
    CHECK(held[0].bytes().size() == 100);

    held.erase(held.begin());
    io.poll();
    CHECK(lent == 3);

    held.clear();
    run_watched(io);
    CHECK(lent == 4);
}

TEST_CASE("a slab that moves comes back once", "[transfer][slab_pool]")
{
    asio::io_context io;
    slab_pool pool(io.get_executor(), 8, 1);
    {
        auto first = run_task(io, pool.borrow());
        auto second = std::move(first);
        CHECK_FALSE(first);
        CHECK(second);
        second = slab_pool::loan();
        CHECK_FALSE(second);
    }
    CHECK(run_task(io, pool.borrow()));
}
