#include "support/part_under_test.hpp"

#include <unistd.h>

using namespace sluice;
using namespace sluice::storage;
using namespace sluice::test;

TEST_CASE("a later attempt resumes with the chunks that were recorded", "[storage][part_file]")
{
    part_under_test t;
    t.attempt({0, 3});
    t.attempt({4});

    const auto part = t.open();

    CHECK(resumed_chunks_of(*part) == numbers{0, 3, 4});
    t.put(*part, {1, 2});
    CHECK(part->publish(on_exists::fail));
    CHECK((t.folder.read("file.bin") == t.file.content));
}

TEST_CASE("a chunk that was written and not recorded is not resumed", "[storage][part_file]")
{
    part_under_test t;
    t.attempt({1});
    {
        const auto part = t.open();
        REQUIRE(part->write(0, as_bytes(t.file.chunk(0))));
    }
    CHECK(resumed_chunks_of(*t.open()) == numbers{1});
}

TEST_CASE("a chunk that was damaged on disk is not resumed", "[storage][part_file]")
{
    part_under_test t;
    t.attempt({0, 1, 2, 3, 4});
    t.damage(2500);
    CHECK(resumed_chunks_of(*t.open()) == numbers{0, 1, 3, 4});
}

TEST_CASE("chunks behind the end of a part that was cut are not resumed", "[storage][part_file]")
{
    part_under_test t;
    t.attempt({0, 1, 2, 3, 4});
    REQUIRE(::truncate(t.part_path().c_str(), 1500) == 0);
    CHECK(resumed_chunks_of(*t.open()) == numbers{0});
}

TEST_CASE("bytes behind the end of the file are not published", "[storage][part_file]")
{
    part_under_test t;
    t.attempt({0, 1, 2, 3, 4});
    REQUIRE(::truncate(t.part_path().c_str(), 9000) == 0);

    const auto part = t.open();

    CHECK(resumed_chunks_of(*part) == numbers{0, 1, 2, 3, 4});
    REQUIRE(part->publish(on_exists::fail));
    CHECK((t.folder.read("file.bin") == t.file.content));
}

TEST_CASE("the last digest of a chunk counts", "[storage][part_file]")
{
    part_under_test t;
    {
        const auto part = t.open();
        const auto other = digest_of(digest_kind::xxh3, as_bytes("other bytes"));
        REQUIRE(part->record({2, other}));
        t.put(*part, {2, 3});
        REQUIRE(part->record({3, other}));
    }
    CHECK(resumed_chunks_of(*t.open()) == numbers{2});
}

TEST_CASE("another version, size or chunk size starts over", "[storage][part_file]")
{
    const auto changes = {+[](sent_file& f) { f.version = 2; },
                          +[](sent_file& f) { f.content += "more"; },
                          +[](sent_file& f) { f.chunk_size = 900; }};
    for (const auto& change : changes) {
        part_under_test t;
        t.attempt({0, 1, 2, 3, 4});
        change(t.file);
        {
            const auto part = t.open();
            CHECK(resumed_chunks_of(*part).empty());
            t.put(*part, {0});
        }
        CHECK(std::filesystem::file_size(t.part_path()) == t.file.chunk_size);
        CHECK(resumed_chunks_of(*t.open()) == numbers{0});
    }
}

TEST_CASE("a journal that makes no sense starts over", "[storage][part_file]")
{
    part_under_test t;
    t.attempt({0, 1});
    std::ofstream(t.journal_path(), std::ios::trunc) << "garbage";

    CHECK(resumed_chunks_of(*t.open()).empty());
    t.attempt({2});
    CHECK(resumed_chunks_of(*t.open()) == numbers{2});
}

TEST_CASE("a torn record at the end of a journal is cut off before the next one",
          "[storage][part_file]")
{
    part_under_test t;
    t.attempt({0, 1});
    std::filesystem::resize_file(t.journal_path(),
                                 std::filesystem::file_size(t.journal_path()) - 5);
    t.attempt({3});
    CHECK(resumed_chunks_of(*t.open()) == numbers{0, 3});
}
