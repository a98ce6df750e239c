#include "state/conformance.hpp"
#include "support/catch.hpp"

namespace sluice::test {

using namespace state;

upload_record sample_upload(const std::string& id, const std::string& target)
{
    upload_record made;
    made.id = id;
    made.door = "api";
    made.owner = "ann";
    made.target = target;
    made.size = 1000;
    made.created_ns = 5;
    made.expires_ns = 9;
    return made;
}

namespace {

void check_all_fields(store& under)
{
    auto made = sample_upload("aa", "f/ä.txt");
    made.key = "k 1";
    made.chunk_size = 77;
    made.expected_sha256 = byte_buffer(32, std::byte{0xfe});
    made.metadata = std::string("a\0b\xff", 4);
    REQUIRE(under.add_upload(made));

    const auto found = under.find_upload("aa");

    REQUIRE(found);
    REQUIRE(*found);
    const auto& read = **found;
    CHECK(read.id == "aa");
    CHECK(read.key == "k 1");
    CHECK(read.door == "api");
    CHECK(read.owner == "ann");
    CHECK(read.phase == upload_phase::open);
    CHECK(read.place == upload_place::tree);
    CHECK(read.target == "f/ä.txt");
    CHECK(read.size == 1000);
    CHECK(read.chunk_size == 77);
    CHECK(read.expected_sha256 == made.expected_sha256);
    CHECK(read.metadata == made.metadata);
    CHECK(read.epoch == 1);
    CHECK(read.created_ns == 5);
    CHECK(read.expires_ns == 9);
    CHECK(read.outcome.empty());
    CHECK_FALSE(under.find_upload("bb")->has_value());
}

void check_target(store& under)
{
    REQUIRE(under.add_upload(sample_upload("aa", "x")));

    const auto second = under.add_upload(sample_upload("bb", "x"));
    REQUIRE_FALSE(second);
    CHECK(second.error() == errc::target_exists);

    auto library = sample_upload("cc", "x");
    library.place = upload_place::library;
    CHECK(under.add_upload(library));
    library.id = "dd"; // names in the library are no targets
    CHECK(under.add_upload(library));

    REQUIRE(under.move_upload("aa", 1, upload_phase::open, upload_phase::completing, ""));
    CHECK_FALSE(under.add_upload(sample_upload("bb", "x")));
    REQUIRE(under.move_upload("aa", 1, upload_phase::completing, upload_phase::failed, "why"));
    CHECK(under.add_upload(sample_upload("bb", "x")));
}

void check_key(store& under)
{
    auto made = sample_upload("aa", "x");
    made.key = "k";
    REQUIRE(under.add_upload(made));
    made.id = "bb";
    made.target = "y";

    CHECK(under.add_upload(made).error() == errc::target_exists);
    auto other = made;
    other.owner = "bob";
    CHECK(under.add_upload(other));
    CHECK((*under.find_upload_by_key("api", "ann", "k"))->id == "aa");
    CHECK((*under.find_upload_by_key("api", "bob", "k"))->id == "bb");
    CHECK_FALSE(under.find_upload_by_key("tus", "ann", "k")->has_value());
    CHECK_FALSE(under.find_upload_by_key("api", "ann", "")->has_value());

    // One that has ended is still found, until a new one is open.
    REQUIRE(under.move_upload("aa", 1, upload_phase::open, upload_phase::published, "x"));
    CHECK((*under.find_upload_by_key("api", "ann", "k"))->phase == upload_phase::published);
    made.id = "cc";
    made.target = "z";
    REQUIRE(under.add_upload(made));
    CHECK((*under.find_upload_by_key("api", "ann", "k"))->id == "cc");
}

void check_life(store& under)
{
    REQUIRE(under.add_upload(sample_upload("aa", "x")));
    REQUIRE(under.add_upload(sample_upload("bb", "y")));
    REQUIRE(under.add_upload(sample_upload("cc", "z")));
    REQUIRE(under.move_upload("bb", 1, upload_phase::open, upload_phase::completing, ""));
    REQUIRE(under.move_upload("cc", 1, upload_phase::open, upload_phase::cancelled, "by ann"));

    const auto unfinished = under.unfinished_uploads();
    REQUIRE(unfinished);
    REQUIRE(unfinished->size() == 2);
    CHECK((*unfinished)[0].id == "aa");
    CHECK((*unfinished)[1].phase == upload_phase::completing);
    CHECK((*under.find_upload("cc"))->outcome == "by ann");
    CHECK(*under.reserved_bytes(std::nullopt) == 2000);
    CHECK(*under.reserved_bytes("ann") == 2000);
    CHECK(*under.reserved_bytes("bob") == 0);

    REQUIRE(under.forget_uploads(0));
    CHECK(under.find_upload("cc")->has_value());
    REQUIRE(under.forget_uploads(std::numeric_limits<std::int64_t>::max()));
    CHECK_FALSE(under.find_upload("cc")->has_value());
    CHECK(under.find_upload("aa")->has_value());
}

void check_publishing(store& under)
{
    REQUIRE(under.add_upload(sample_upload("aa", "x")));
    ledger_record entry;
    entry.what = "x";

    // Nothing of it happens to an upload that is not completing, or in other hands.
    CHECK(under.publish_upload("aa", 1, "x", entry).error() == errc::fenced);
    REQUIRE(under.move_upload("aa", 1, upload_phase::open, upload_phase::completing, "note"));
    CHECK(under.publish_upload("aa", 2, "x", entry).error() == errc::fenced);
    CHECK(under.publish_upload("bb", 1, "x", entry).error() == errc::fenced);
    CHECK(under.ledger(0, 10)->empty());

    REQUIRE(under.publish_upload("aa", 1, "x(1)", entry));
    CHECK((*under.find_upload("aa"))->phase == upload_phase::published);
    CHECK((*under.find_upload("aa"))->outcome == "x(1)");
    REQUIRE(under.ledger(0, 10)->size() == 1);
    CHECK(under.ledger(0, 10)->front().what == "x");
    CHECK(under.publish_upload("aa", 1, "x", entry).error() == errc::fenced);
    CHECK(under.ledger(0, 10)->size() == 1);
}

} // namespace

void check_uploads(const store_factory& make)
{
    const auto under = make();
    SECTION("an upload comes back with all it was given")
    {
        check_all_fields(*under);
    }
    SECTION("one upload at a time has a target")
    {
        check_target(*under);
    }
    SECTION("one upload at a time has a key of its door and owner")
    {
        check_key(*under);
    }
    SECTION("open and completing uploads are unfinished; ended ones are forgotten in time")
    {
        check_life(*under);
    }
    SECTION("an upload is published together with its entry in the ledger")
    {
        check_publishing(*under);
    }
    SECTION("an upload of 2^63 bytes is refused")
    {
        auto made = sample_upload("aa", "x");
        made.size = std::uint64_t{1} << 63U;
        CHECK(under->add_upload(made).error() == errc::too_large);
    }
}

} // namespace sluice::test
