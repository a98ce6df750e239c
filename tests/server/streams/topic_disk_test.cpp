#include "server/streams/topic_desk.hpp"
#include "stream/numbered.hpp"

#include <atomic>

using namespace sluice;
using namespace sluice::server;
using namespace sluice::test;

TEST_CASE("numbers that a full disk could not reserve are reserved when there is space",
          "[server][topic]")
{
    class no_rename : public storage::file_calls {
    public:
        int rename_at(int folder, const char* from, const char* to, unsigned flags) override
        {
            if (!full) return storage::file_calls::rename_at(folder, from, to, flags);
            errno = ENOSPC;
            return -1;
        }
        bool full = false;
    };
    const temp_folder folder(memory_folder());
    asio::io_context io;
    asio::thread_pool pool{2};
    no_rename disk;
    auto log = topic_log::open(open_folder(folder), facts_of("|u1"), {}, disk);
    REQUIRE(log);
    const auto to = std::make_shared<topic>("t", facts_of("|u1"), std::move(*log), pool);
    disk.full = true;
    const byte_buffer many(reserved_at_once + 10);
    REQUIRE(run_task(io, to->publish(many)));
    REQUIRE(run_task(io, to->sync(0)));
    CHECK(stream::read_topic_file(open_folder(folder).get())->reserved == reserved_at_once);
    disk.full = false;

    const byte_buffer one(1);
    REQUIRE(run_task(io, to->publish(one)));
    REQUIRE(run_task(io, to->sync(0)));

    CHECK(stream::read_topic_file(open_folder(folder).get())->reserved >= to->next());
    pool.join();
}

TEST_CASE("what can still be had of a topic never comes back while its journal makes room",
          "[server][topic]")
{
    class watched : public storage::file_calls {
    public:
        ssize_t write_at(int file, const void* from, std::size_t count, off_t where) override
        {
            if (of) seen.push_back(of->figures().first);
            return storage::file_calls::write_at(file, from, count, where);
        }
        const topic* of = nullptr;
        std::vector<std::uint64_t> seen;
    };
    const temp_folder folder(memory_folder());
    asio::io_context io;
    asio::thread_pool pool{1};
    watched disk;
    auto facts = facts_of("|u1", {1024});
    facts.keep.bytes = 65536;
    auto log = topic_log::open(open_folder(folder), facts, {}, disk);
    REQUIRE(log);
    const auto to = std::make_shared<topic>("t", facts, std::move(*log), pool);
    disk.of = to.get();
    // Nothing is written until memory has forgotten the first of what waits.
    std::atomic<bool> may_write{false};
    asio::post(pool, [&] { may_write.wait(false); });
    const byte_buffer many(6000 * to->message_bytes());
    REQUIRE(run_task(io, to->publish(many)));
    may_write = true;
    may_write.notify_all();

    REQUIRE(run_task(io, to->sync(0)));

    CHECK(disk.seen.size() > 100);
    CHECK(std::ranges::is_sorted(disk.seen));
    CHECK(disk.seen.back() <= to->figures().first);
    pool.join();
}
