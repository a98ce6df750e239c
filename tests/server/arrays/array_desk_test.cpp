#include "array/slice_reader.hpp"
#include "server/arrays/array_desk.hpp"
#include "server/arrays/growing_array.hpp"
#include "support/catch.hpp"
#include "support/failing_calls.hpp"
#include "support/memory_store.hpp"
#include "support/temp_folder.hpp"

#include <fstream>

using namespace sluice;
using namespace sluice::server;
using namespace sluice::test;

namespace {

/// A desk over a folder and a store that outlive it.
struct shelf {
    std::unique_ptr<array_desk> open(storage::file_calls& calls = storage::system_file_calls())
    {
        auto made = array_desk::open({calls, store, [] { return std::int64_t{5}; }}, path());
        REQUIRE(made);
        return std::move(*made);
    }

    std::string path() const { return folder.path() + "/arrays"; }

    std::size_t files() const
    {
        std::size_t count = 0;
        for ([[maybe_unused]] const auto& one : std::filesystem::directory_iterator(path()))
            ++count;
        return count;
    }

    temp_folder folder{memory_folder()};
    memory_store store;
};

growing_order pairs(const std::string& name)
{
    return {name, *array::parse_dtype("<i4"), {2}, "ann", {"live"}};
}

/// Rows of two numbers: first, first + 1, ...
byte_buffer rows_from(int first, int count)
{
    byte_buffer made(static_cast<std::size_t>(count) * 8);
    for (int i = 0; i < 2 * count; ++i) {
        const int value = 2 * first + i;
        std::memcpy(made.data() + 4 * static_cast<std::size_t>(i), &value, 4);
    }
    return made;
}

std::string elements_of(array_desk& desk, const std::string& name)
{
    const auto record = desk.find(name);
    REQUIRE(record);
    const auto opened = desk.open(*record);
    REQUIRE(opened);
    array::slice_reader reader(opened->file.file.get(), opened->header,
                               array::whole(opened->header.axes), array::byte_order::little);
    std::string all;
    while (true) {
        const auto some = reader.next();
        REQUIRE(some);
        if (some->empty()) return all;
        all += as_text(*some);
    }
}

std::string text_of(const byte_buffer& bytes)
{
    return std::string(as_text(bytes));
}

} // namespace

TEST_CASE("rows can be read as soon as they are appended", "[server][arrays]")
{
    shelf on;
    const auto desk = on.open();
    const auto growing = desk->begin_growing(pairs("live"));
    REQUIRE(growing);
    CHECK(desk->find("live")->growing);
    CHECK(elements_of(*desk, "live").empty());

    REQUIRE((*growing)->append(rows_from(0, 3)));
    REQUIRE((*growing)->append(rows_from(3, 2)));

    CHECK((*growing)->rows() == 5);
    CHECK(desk->find("live")->shape == array::shape{5, 2});
    CHECK(elements_of(*desk, "live") == text_of(rows_from(0, 5)));
    CHECK(desk->list({})->front().shape == array::shape{5, 2});
    CHECK(desk->find(std::uint64_t{0})->name == "live");
}

TEST_CASE("an array that has ended is a .npy file of its last shape", "[server][arrays]")
{
    shelf on;
    const auto desk = on.open();
    const auto growing = desk->begin_growing(pairs("live"));
    REQUIRE(growing);
    REQUIRE((*growing)->append(rows_from(0, 1000)));

    const auto ended = (*growing)->end();

    REQUIRE(ended);
    CHECK(ended->shape == array::shape{1000, 2});
    CHECK_FALSE(ended->growing);
    CHECK(desk->find("live")->xxh3 == ended->xxh3);
    CHECK(ended->xxh3.size() == 16);
    const auto opened = desk->open(*desk->find("live"));
    REQUIRE(opened);
    CHECK(opened->header.axes == array::shape{1000, 2});
    CHECK(opened->header.file_bytes() == std::filesystem::file_size(on.path() + "/" + ended->file));
    CHECK((*growing)->append(rows_from(0, 1)).error() == errc::bad_usage);
    CHECK((*growing)->end()->size == ended->size);
}

TEST_CASE("what is no whole row, no name or no row at all is refused", "[server][arrays]")
{
    shelf on;
    const auto desk = on.open();
    auto growing = desk->begin_growing(pairs("live"));
    REQUIRE(growing);

    CHECK((*growing)->append(byte_buffer(7)).error() == errc::bad_usage);
    CHECK(desk->begin_growing(pairs("live")).error() == errc::target_exists);
    CHECK(desk->begin_growing(pairs("../live")).error() == errc::bad_name);
    auto empty = pairs("empty");
    empty.row = {0};
    CHECK(desk->begin_growing(empty).error() == errc::bad_usage);
    CHECK(desk->remove("live").error() == errc::target_busy);
    CHECK(on.files() == 1);
    growing->reset();
    CHECK(desk->remove("live"));
    CHECK(on.files() == 0);
}

TEST_CASE("a growing array obeys the limits", "[server][arrays]")
{
    shelf on;
    const auto desk = on.open();
    desk->apply({1000, 0});
    const auto growing = desk->begin_growing(pairs("live"));
    REQUIRE(growing);
    REQUIRE((*growing)->append(rows_from(0, 100)));

    CHECK((*growing)->append(rows_from(0, 100)).error() == errc::too_large);
    desk->apply({0, 300});
    const auto other = desk->begin_growing(pairs("other"));

    REQUIRE(other);
    CHECK((*other)->append(rows_from(0, 30)).error() == errc::over_quota);
    CHECK((*other)->rows() == 0);
    CHECK((*growing)->rows() == 100);
}

TEST_CASE("a killed recording ends at the next start with the rows that are whole",
          "[server][arrays]")
{
    shelf on;
    const auto before = on.open();
    auto growing = before->begin_growing(pairs("live"));
    REQUIRE(growing);
    REQUIRE((*growing)->append(rows_from(0, 7)));
    const auto file = on.path() + "/" + (*growing)->record().file;
    std::ofstream(file, std::ios::app | std::ios::binary) << "half";
    std::ofstream(on.path() + "/0123456789abcdef0123456789abcdef") << "nobody's";

    const auto after = on.open();
    const auto recovered = after->recover();

    REQUIRE(recovered);
    const auto now = after->find("live");
    REQUIRE(now);
    CHECK_FALSE(now->growing);
    CHECK(now->shape == array::shape{7, 2});
    CHECK(std::filesystem::file_size(file) == now->size);
    CHECK(elements_of(*after, "live") == text_of(rows_from(0, 7)));
    CHECK(on.files() == 1);
}

TEST_CASE("whichever call fails, no synced row is lost and nothing false is told",
          "[server][arrays][faults]")
{
    for (std::size_t number = 1;; ++number) {
        shelf on;
        failing_calls calls(number, mishap::fails, ENOSPC);
        std::uint64_t written = 0;
        std::uint64_t synced = 0;
        {
            auto desk =
                array_desk::open({calls, on.store, [] { return std::int64_t{5}; }}, on.path());
            if (!desk) continue;
            auto growing = (*desk)->begin_growing(pairs("live"));
            if (growing) {
                for (int i = 0; i < 3; ++i) {
                    const auto to = static_cast<int>(written);
                    if ((*growing)->append(rows_from(to, 2))) written += 2;
                    if ((*growing)->sync()) synced = written;
                }
                const auto ended = (*growing)->end();
                if (ended) CHECK(ended->shape == array::shape{written, 2});
            } else {
                CHECK_FALSE(on.store.find_array("live")->has_value());
            }
        }
        const auto after = on.open();
        REQUIRE(after->recover());
        const auto now = after->find("live");
        INFO("call " << number << ", " << calls.struck_call());
        if (now) {
            CHECK_FALSE(now->growing);
            CHECK(now->shape.front() >= synced);
            CHECK(now->shape.front() <= written);
            const auto rows = static_cast<int>(now->shape.front());
            CHECK(elements_of(*after, "live") == text_of(rows_from(0, rows)));
        }
        CHECK(on.files() == (now ? 1U : 0U));
        if (!calls.struck()) break;
    }
}

TEST_CASE("a full disk stops one append, not the recording", "[server][arrays][faults]")
{
    class full_disk : public storage::file_calls {
    public:
        ssize_t write_at(int file, const void* from, std::size_t count, off_t where) override
        {
            if (!full) return file_calls::write_at(file, from, count, where);
            // Half of it fits.
            const auto half = file_calls::write_at(file, from, count / 2 + 1, where);
            full_after -= 1;
            if (full_after >= 0) return half;
            errno = ENOSPC;
            return -1;
        }
        bool full = false;
        int full_after = 0;
    };
    shelf on;
    full_disk calls;
    const auto desk = on.open(calls);
    const auto growing = desk->begin_growing(pairs("live"));
    REQUIRE(growing);
    REQUIRE((*growing)->append(rows_from(0, 4)));

    calls.full = true;
    calls.full_after = 1;
    const auto refused = (*growing)->append(rows_from(4, 4));
    calls.full = false;

    CHECK(refused.error() == errc::no_space);
    CHECK((*growing)->rows() == 4);
    CHECK(elements_of(*desk, "live") == text_of(rows_from(0, 4)));
    CHECK((*growing)->append(rows_from(4, 1)));
    CHECK((*growing)->end()->shape == array::shape{5, 2});
    CHECK(elements_of(*desk, "live") == text_of(rows_from(0, 5)));
}

TEST_CASE("names of arrays are one plain component", "[server][arrays]")
{
    for (const auto* good : {"a", "waves 7", "\xc3\xa9t\xc3\xa9", "a.npy", "-"})
        CHECK(check_array_name(good));
    for (const auto* bad : {"", ".", "..", "a/b", "/a", "a/", ".a.01234567.part"}) {
        INFO(bad);
        CHECK_FALSE(check_array_name(bad));
    }
    CHECK_FALSE(check_array_name(std::string(201, 'a')));
    CHECK_FALSE(check_array_name(std::string("a\0b", 3)));
}

TEST_CASE("tags are few, short and each once", "[server][arrays]")
{
    CHECK(*check_tags({"a", "b", "a"}) == std::vector<std::string>{"a", "b"});
    CHECK_FALSE(check_tags({""}));
    CHECK_FALSE(check_tags({"a\nb"}));
    CHECK_FALSE(check_tags({std::string(65, 'a')}));
    std::vector<std::string> many;
    for (int i = 0; i < 17; ++i)
        many.push_back(std::to_string(i));
    CHECK_FALSE(check_tags(many));
    CHECK(tags_in(tags_text({"a", "b c"})) == std::vector<std::string>{"a", "b c"});
}
