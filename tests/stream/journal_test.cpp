#include "stream/journal.hpp"
#include "stream/numbered.hpp"
#include "support/arbitrary.hpp"
#include "support/catch.hpp"

using namespace sluice;
using namespace sluice::stream;
using namespace sluice::test;

namespace {

constexpr std::size_t payload = 24;

std::unique_ptr<journal> open_in(const temp_folder& folder, journal_limits limits = {})
{
    auto made = journal::open(open_folder(folder), payload, {}, limits);
    REQUIRE(made);
    return std::move(*made);
}

} // namespace

TEST_CASE("a journal gives back what was written, from any number on", "[stream][journal]")
{
    const temp_folder folder(memory_folder());
    auto made = open_in(folder);
    REQUIRE(made->append(numbered_run(5, 100, payload)));
    REQUIRE(made->sync());

    const auto again = open_in(folder);

    CHECK(again->oldest() == 5);
    CHECK(again->next() == 105);
    CHECK(sequences_of(*again, payload) == count_up(5, 105));
    const auto some = again->read(90, 1U << 20U);
    REQUIRE(some);
    CHECK(some->size() == 15);
    CHECK(some->front()->sequence() == 90);
    CHECK(again->read(105, 1000)->empty());
    CHECK(*again->find_time(50'000) == 50);
    CHECK(*again->find_time(50'001) == 51);
    CHECK(*again->find_time(1'000'000) == 105);
    CHECK(*again->find_time(-1) == 5);
}

TEST_CASE("a journal cut at any byte has every message before the cut and goes on behind them",
          "[stream][journal]")
{
    constexpr std::uint64_t count = 6;
    constexpr auto whole = segment_head_size + count * record_size(payload);
    const temp_folder origin(memory_folder());
    REQUIRE(open_in(origin)->append(numbered_run(0, count, payload)));
    const auto name = segment_name(0);
    const auto bytes = origin.read(name);
    REQUIRE(bytes.size() == whole);
    for (std::size_t cut = 0; cut <= whole; ++cut) {
        INFO("cut at " << cut);
        const temp_folder folder(memory_folder());
        folder.write(name, std::string_view(bytes).substr(0, cut));
        const auto left =
            cut < segment_head_size ? 0 : (cut - segment_head_size) / record_size(payload);

        const auto found = open_in(folder);
        const auto read = sequences_of(*found, payload);
        const auto next = found->next();
        const auto appended = found->append(numbered_run(next, 2, payload));

        CHECK(read == count_up(0, left));
        REQUIRE(appended);
        CHECK(sequences_of(*open_in(folder), payload) == count_up(0, left + 2));
    }
}

TEST_CASE("a flipped byte in a journal loses at most what stands behind it", "[stream][journal]")
{
    constexpr std::uint64_t count = 5;
    const temp_folder origin(memory_folder());
    REQUIRE(open_in(origin)->append(numbered_run(0, count, payload)));
    const auto bytes = origin.read(segment_name(0));
    for (std::size_t at = 0; at < bytes.size(); ++at) {
        INFO("byte " << at);
        const temp_folder folder(memory_folder());
        auto changed = bytes;
        changed[at] = static_cast<char>(changed[at] ^ 0x40);
        folder.write(segment_name(0), changed);

        const auto read = sequences_of(*open_in(folder), payload);

        const auto record =
            at < segment_head_size ? 0 : (at - segment_head_size) / record_size(payload);
        // The last four bytes of the head mean nothing.
        const bool filler = at >= segment_head_size - 4 && at < segment_head_size;
        CHECK(read == count_up(0, filler ? count : record));
    }
}

TEST_CASE("a journal keeps at most the bytes that it may", "[stream][journal]")
{
    const temp_folder folder(memory_folder());
    journal_limits limits;
    limits.bytes = 1U << 20U;
    const auto made = open_in(folder, limits);
    std::uint64_t next = 0;
    for (int i = 0; i < 60; ++i) {
        REQUIRE(made->append(numbered_run(next, 1000, payload)));
        next += 1000;
        CHECK(made->bytes() <= limits.bytes);
    }
    CHECK(made->next() == next);
    CHECK(made->bytes() > limits.bytes * 3 / 4);
    CHECK(sequences_of(*made, payload) == count_up(*made->oldest(), next));
    CHECK(sequences_of(*open_in(folder, limits), payload) == count_up(*made->oldest(), next));
}

TEST_CASE("what is oldest in a journal never seems to be gone while it makes room",
          "[stream][journal]")
{
    class watched : public storage::file_calls {
    public:
        ssize_t write_at(int file, const void* from, std::size_t count, off_t where) override
        {
            if (where > 0) look();
            return storage::file_calls::write_at(file, from, count, where);
        }
        int unlink_at(int folder, const char* name) override
        {
            look();
            return storage::file_calls::unlink_at(folder, name);
        }
        void look()
        {
            const auto now = of->oldest();
            seen.push_back(now.value_or(0));
            told_all = told_all && now && of->dropped() <= *now;
        }
        const journal* of = nullptr;
        std::vector<std::uint64_t> seen;
        bool told_all = true;
    };
    for (const std::uint64_t most : {1U, 100U, 1000U, 10'000U, 100'000U}) {
        INFO("at most " << most << " bytes");
        const temp_folder folder(memory_folder());
        watched calls;
        const auto made = journal::open(open_folder(folder), payload, {}, {most}, calls);
        REQUIRE(made);
        calls.of = made->get();
        for (std::uint64_t next = 0; next < 6000; next += 500)
            REQUIRE((*made)->append(numbered_run(next, 500, payload)));

        CHECK(calls.told_all);
        CHECK(std::ranges::is_sorted(calls.seen));
        CHECK(sequences_of(**made, payload) == count_up(*(*made)->oldest(), 6000));
    }
}

TEST_CASE("a journal drops what is too old", "[stream][journal]")
{
    const temp_folder folder(memory_folder());
    journal_limits limits;
    limits.age = std::chrono::nanoseconds(8000);
    const auto made = open_in(folder, limits);
    for (std::uint64_t next = 0; next < 40; ++next)
        REQUIRE(made->append(numbered_run(next, 1, payload)));

    made->drop_old(39'000);

    CHECK(made->oldest() >= 30);
    CHECK(made->oldest() <= 32);
    CHECK(made->dropped() == made->oldest());
    CHECK(made->next() == 40);
    made->drop_old(1'000'000);
    CHECK(made->messages() == 0);
    CHECK(made->oldest() == std::nullopt);
    CHECK(made->dropped() == 40);
    CHECK(folder.names().empty());
    REQUIRE(made->append(numbered_run(40, 3, payload)));
    CHECK(sequences_of(*made, payload) == count_up(40, 43));
}

TEST_CASE("a journal survives any order of writing, closing, tearing and dropping",
          "[stream][journal]")
{
    const auto seed = std::random_device{}();
    INFO("seed " << seed);
    arbitrary random(seed);
    for (int round = 0; round < 20; ++round) {
        const temp_folder folder(memory_folder());
        journal_limits limits;
        limits.bytes = 300U << 10U;
        auto open = open_in(folder, limits);
        std::vector<std::uint64_t> model; // everything ever written and not known to be lost
        std::uint64_t next = 0;
        for (int step = 0; step < 40; ++step) {
            const auto what = random.up_to(9);
            if (what == 0) {
                next += 1 + random.up_to(100); // a hole
            } else if (what == 1) {
                open.reset();
                open = open_in(folder, limits);
            } else {
                const auto count = 1 + random.up_to(800);
                REQUIRE(open->append(numbered_run(next, count, payload)));
                for (std::uint64_t i = 0; i < count; ++i)
                    model.push_back(next + i);
                next += count;
            }
            std::erase_if(model, [&](auto one) { return one < open->oldest(); });
        }
        CHECK(open->bytes() <= limits.bytes);
        CHECK(sequences_of(*open, payload) == model);
        if (!model.empty()) CHECK(open->next() == model.back() + 1);
    }
}

TEST_CASE("segments of other sizes and other files are no part of a journal", "[stream][journal]")
{
    const temp_folder folder(memory_folder());
    folder.write("topic", "something else");
    folder.write(segment_name(7), "not a segment");
    {
        auto other = journal::open(open_folder(folder), payload + 1, {}, {});
        REQUIRE(other);
        REQUIRE((*other)->append(numbered_run(3, 4, payload + 1)));
    }

    const auto made = open_in(folder);

    CHECK(made->messages() == 0);
    CHECK(folder.names() == std::vector<std::string>{"topic"});
}

TEST_CASE("a time is found beside a segment that is being dropped", "[stream][journal]")
{
    const temp_folder folder(memory_folder());
    journal_limits limits;
    limits.age = std::chrono::nanoseconds(24'000); // a new segment every three messages
    const auto made = open_in(folder, limits);
    for (std::uint64_t next = 0; next < 6; ++next)
        REQUIRE(made->append(numbered_run(next, 1, payload)));
    const auto names = folder.names();
    REQUIRE(names.size() > 1);
    std::filesystem::remove(folder.path() + "/" + segment_name(0));

    const auto found = made->find_time(0);

    REQUIRE(found);
    CHECK(*found > 0);
    CHECK(*found < 6);
}
