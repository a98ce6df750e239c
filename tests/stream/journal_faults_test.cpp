#include "stream/numbered.hpp"
#include "stream/topic_file.hpp"
#include "support/catch.hpp"
#include "support/failing_calls.hpp"

#include <sys/wait.h>

using namespace sluice;
using namespace sluice::stream;
using namespace sluice::test;

namespace {

constexpr std::size_t payload = 16;
constexpr std::uint64_t rounds = 8;

/// Writes in small rounds; how many messages were acknowledged, those that were synced.
std::uint64_t write_rounds(const temp_folder& folder, storage::file_calls& calls)
{
    journal_limits limits;
    limits.age = std::chrono::nanoseconds(24'000); // a new segment every three messages
    auto made = journal::open(open_folder(folder), payload, {}, limits, calls);
    if (!made) return 0;
    std::uint64_t durable = 0;
    for (std::uint64_t next = 0; next < rounds; ++next) {
        if (!(*made)->append(numbered_run(next, 1, payload))) continue;
        if ((*made)->sync() && durable == next) durable = next + 1;
    }
    return durable;
}

} // namespace

TEST_CASE("a call that fails loses the messages of that call alone", "[stream][journal]")
{
    failing_calls counted;
    {
        const temp_folder folder(memory_folder());
        REQUIRE(write_rounds(folder, counted) == rounds);
    }
    const auto calls = counted.made().size();
    REQUIRE(calls > rounds);
    for (std::size_t number = 1; number <= calls; ++number) {
        const temp_folder folder(memory_folder());
        failing_calls failing(number, mishap::fails, ENOSPC);
        INFO("call " << number);

        write_rounds(folder, failing);

        const auto made = journal::open(open_folder(folder), payload, {}, {});
        REQUIRE(made);
        const auto read = sequences_of(**made, payload);
        INFO(failing.struck_call() << ", read " << read.size());
        CHECK(read.size() >= rounds - 1);
        CHECK(std::ranges::is_sorted(read));
    }
}

TEST_CASE("whatever call a program dies in, what was synced is there", "[stream][journal]")
{
    failing_calls counted;
    {
        const temp_folder folder(memory_folder());
        REQUIRE(write_rounds(folder, counted) == rounds);
    }
    for (std::size_t number = 1; number <= counted.made().size(); ++number) {
        INFO("dies in call " << number << ": " << counted.made()[number - 1]);
        const temp_folder folder(memory_folder());
        const auto child = ::fork();
        REQUIRE(child >= 0);
        if (child == 0) {
            failing_calls dying(number, mishap::dies);
            write_rounds(folder, dying);
            ::_exit(0);
        }
        int status = 0;
        REQUIRE(::waitpid(child, &status, 0) == child);

        const auto made = journal::open(open_folder(folder), payload, {}, {});
        REQUIRE(made);
        const auto read = sequences_of(**made, payload);

        std::uint64_t synced = 0;
        bool dirty = false;
        for (std::size_t i = 0; i + 1 < number; ++i) {
            const auto& call = counted.made()[i];
            if (call.starts_with("write_at")) dirty = true;
            if (call.starts_with("sync_data") && dirty) {
                dirty = false;
                ++synced;
            }
        }
        CHECK(read == count_up(0, read.size()));
        CHECK(read.size() >= synced);
    }
}

TEST_CASE("a disk that is full for a while leaves no empty segment in the way of readers",
          "[stream][journal]")
{
    class full_twice : public storage::file_calls {
    public:
        ssize_t write_at(int file, const void* from, std::size_t count, off_t where) override
        {
            // The head of a segment fits, its first record does not.
            if (where == 0 || ++records > 2)
                return storage::file_calls::write_at(file, from, count, where);
            errno = ENOSPC;
            return -1;
        }
        int records = 0;
    };
    const temp_folder folder(memory_folder());
    full_twice calls;
    const auto made = journal::open(open_folder(folder), payload, {}, {}, calls);
    REQUIRE(made);
    for (const std::uint64_t lost : {0, 1})
        CHECK((*made)->append(numbered_run(lost, 1, payload)).error() == errc::no_space);

    REQUIRE((*made)->append(numbered_run(2, 3, payload)));

    CHECK((*made)->oldest() == 2);
    const auto read = (*made)->read(0, 1000);
    REQUIRE(read);
    REQUIRE_FALSE(read->empty());
    CHECK(read->front()->sequence() == 2);
    CHECK(sequences_of(**made, payload) == count_up(2, 5));
    CHECK(folder.names().size() == 1);
}

TEST_CASE("a failed sync is never followed by one that says all is well", "[stream][journal]")
{
    class no_sync : public storage::file_calls {
    public:
        int sync_data(int) override
        {
            if (++calls > 1) return 0;
            errno = EIO;
            return -1;
        }
        int calls = 0;
    };
    const temp_folder folder(memory_folder());
    no_sync calls;
    const auto made = journal::open(open_folder(folder), payload, {}, {}, calls);
    REQUIRE(made);
    REQUIRE((*made)->append(numbered_run(0, 1, payload)));

    CHECK_FALSE((*made)->sync());
    CHECK_FALSE((*made)->sync());
    CHECK((*made)->append(numbered_run(1, 1, payload)));
}

TEST_CASE("what stood in a segment that broke is synced all the same", "[stream][journal]")
{
    class breaking : public storage::file_calls {
    public:
        ssize_t write_at(int file, const void* from, std::size_t count, off_t where) override
        {
            if (++writes != 3) return storage::file_calls::write_at(file, from, count, where);
            errno = ENOSPC;
            return -1;
        }
        int sync_data(int file) override
        {
            ++syncs;
            return storage::file_calls::sync_data(file);
        }
        int writes = 0;
        int syncs = 0;
    };
    const temp_folder folder(memory_folder());
    breaking calls;
    const auto made = journal::open(open_folder(folder), payload, {}, {}, calls);
    REQUIRE(made);
    REQUIRE((*made)->append(numbered_run(0, 1, payload)));
    REQUIRE_FALSE((*made)->append(numbered_run(1, 1, payload)));

    REQUIRE((*made)->sync());

    CHECK(calls.syncs > 0);
}
