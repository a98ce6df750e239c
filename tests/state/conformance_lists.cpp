#include "state/conformance.hpp"
#include "support/catch.hpp"

namespace sluice::test {

using namespace state;

namespace {

library_record library_file(const std::string& id, std::int64_t when)
{
    library_record made;
    made.id = id;
    made.filename = "report \"x\".pdf";
    made.size = 12;
    made.content_type = "application/pdf";
    made.sha256 = byte_buffer(32, std::byte{7});
    made.owner = "ann";
    made.uploaded_ns = when;
    return made;
}

ledger_record transfer_of(const std::string& what)
{
    ledger_record ended;
    ended.who = "ann";
    ended.peer = "127.0.0.1:9";
    ended.what = what;
    ended.direction = "up";
    ended.door = "tus";
    ended.digest_kind = "sha256";
    ended.root_digest = byte_buffer(32, std::byte{3});
    ended.bytes = 99;
    ended.started_ns = -1;
    ended.ended_ns = 2;
    ended.result = "ok";
    return ended;
}

} // namespace

void check_library(const store_factory& make)
{
    const auto under = make();
    REQUIRE(under->add_library_file(library_file("aa", 20)));
    REQUIRE(under->add_library_file(library_file("bb", 10)));
    REQUIRE(under->add_library_file(library_file("cc", 20)));
    SECTION("the library is listed from the oldest on")
    {
        const auto all = under->library_files();
        REQUIRE(all);
        REQUIRE(all->size() == 3);
        CHECK((*all)[0].id == "bb");
        CHECK((*all)[1].id == "aa");
        CHECK((*all)[2].id == "cc");
    }
    SECTION("a file of the library comes back with all it was given")
    {
        const auto found = under->find_library_file("aa");
        REQUIRE(found);
        REQUIRE(*found);
        CHECK((*found)->filename == "report \"x\".pdf");
        CHECK((*found)->size == 12);
        CHECK((*found)->content_type == "application/pdf");
        CHECK((*found)->sha256 == byte_buffer(32, std::byte{7}));
        CHECK((*found)->owner == "ann");
        CHECK((*found)->uploaded_ns == 20);
    }
    SECTION("an id is taken once")
    {
        CHECK(under->add_library_file(library_file("aa", 1)).error() == errc::target_exists);
    }
    SECTION("a removed file is gone, and cannot be removed again")
    {
        CHECK(*under->remove_library_file("aa"));
        CHECK_FALSE(*under->remove_library_file("aa"));
        CHECK_FALSE(under->find_library_file("aa")->has_value());
    }
}

void check_ledger(const store_factory& make)
{
    const auto under = make();
    SECTION("records are numbered in the order of their arrival and read in pages")
    {
        REQUIRE(under->append_ledger({transfer_of("a"), transfer_of("b")}));
        REQUIRE(under->append_ledger({}));
        REQUIRE(under->append_ledger({transfer_of("c")}));

        const auto first = under->ledger(0, 2);
        REQUIRE(first);
        REQUIRE(first->size() == 2);
        const auto rest = under->ledger(first->back().number, 2);
        REQUIRE(rest);
        REQUIRE(rest->size() == 1);
        CHECK(first->front().what == "a");
        CHECK(rest->front().what == "c");
        CHECK(rest->front().number > first->back().number);
        CHECK(under->ledger(rest->back().number, 2)->empty());
    }
    SECTION("a record comes back with all it was given")
    {
        REQUIRE(under->append_ledger({transfer_of("a")}));

        const auto all = under->ledger(0, 10);

        REQUIRE(all);
        REQUIRE(all->size() == 1);
        const auto& read = all->front();
        CHECK(read.who == "ann");
        CHECK(read.peer == "127.0.0.1:9");
        CHECK(read.direction == "up");
        CHECK(read.door == "tus");
        CHECK(read.digest_kind == "sha256");
        CHECK(read.root_digest == byte_buffer(32, std::byte{3}));
        CHECK(read.bytes == 99);
        CHECK(read.started_ns == -1);
        CHECK(read.ended_ns == 2);
        CHECK(read.result == "ok");
    }
}

void check_digests(const store_factory& make)
{
    const auto under = make();
    const digest_key key{~0ULL, 2, 3, -4, 5};
    const byte_buffer digest(32, std::byte{9});
    REQUIRE(under->remember_sha256(key, digest));
    SECTION("a digest is found again for exactly the same version")
    {
        CHECK(*under->find_sha256(key) == digest);
        auto other = key;
        other.changed_ns = 6;
        CHECK_FALSE(under->find_sha256(other)->has_value());
    }
    SECTION("a newer version of a file replaces the older")
    {
        auto newer = key;
        newer.modified_ns = 8;
        REQUIRE(under->remember_sha256(newer, byte_buffer(32, std::byte{1})));
        CHECK(*under->find_sha256(newer) == byte_buffer(32, std::byte{1}));
        CHECK_FALSE(under->find_sha256(key)->has_value());
    }
    SECTION("thousands of digests are all found")
    {
        auto one = key;
        for (one.inode = 10; one.inode < 1500; ++one.inode)
            REQUIRE(under->remember_sha256(one, digest));
        for (one.inode = 10; one.inode < 1500; ++one.inode)
            CHECK(under->find_sha256(one)->has_value());
    }
}

} // namespace sluice::test
