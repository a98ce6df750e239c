#include "state/conformance.hpp"
#include "support/catch.hpp"

#include <atomic>
#include <thread>

namespace sluice::test {
namespace {

using state::pickup_file;
using state::pickup_offer;
using state::pickup_phase;

pickup_offer sample_offer(const std::string& id, const std::vector<std::string>& names)
{
    pickup_offer made;
    made.id = id;
    made.project = "foo";
    made.extension = "drc";
    made.owner = "ann";
    made.stamp = "20261121_120000";
    made.made_ns = 7;
    std::uint64_t inode = 0;
    for (const auto& name : names)
        made.files.push_back({name, {1, ++inode, 100, -5, 6}, 0, {}});
    return made;
}

std::vector<std::string> names_of(const std::vector<pickup_file>& files)
{
    std::vector<std::string> names;
    for (const auto& one : files)
        names.push_back(one.name);
    return names;
}

using names = std::vector<std::string>;

pickup_phase phase_of(state::store& in, const std::string& id)
{
    const auto found = in.find_pickup(id);
    REQUIRE(found);
    REQUIRE(*found);
    return (*found)->phase;
}

} // namespace

void check_pickups(const store_factory& make)
{
    const auto under = make();
    const auto first = sample_offer("1", {"a", "b"});
    const auto leased = under->lease_pickup(first, 10);
    REQUIRE(leased);
    REQUIRE(*leased == first.files);

    SECTION("an offer is found as it was made")
    {
        const auto found = under->find_pickup("1");
        REQUIRE(found);
        REQUIRE(*found);
        CHECK((*found)->project == "foo");
        CHECK((*found)->extension == "drc");
        CHECK((*found)->owner == "ann");
        CHECK((*found)->stamp == "20261121_120000");
        CHECK((*found)->made_ns == 7);
        CHECK((*found)->files == first.files);
        CHECK((*found)->phase == pickup_phase::sending);
        CHECK_FALSE(*under->find_pickup("2"));
    }
    SECTION("nobody else gets a file that is held")
    {
        CHECK(names_of(*under->lease_pickup(sample_offer("2", {"a", "b", "c"}), 10)) == names{"c"});
        CHECK(under->lease_pickup(sample_offer("3", {"a", "b", "c"}), 10)->empty());
        CHECK_FALSE(*under->find_pickup("3"));
    }
    SECTION("files of the same name in another project are other files")
    {
        auto other = sample_offer("2", {"a"});
        other.project = "bar";
        CHECK(under->lease_pickup(other, 10)->size() == 1);
    }
    SECTION("an id is used once")
    {
        const auto again = under->lease_pickup(sample_offer("1", {"x"}), 10);
        REQUIRE_FALSE(again);
        CHECK(again.error() == errc::target_exists);
    }
    SECTION("what is given back is offered again")
    {
        REQUIRE(under->release_pickup("1", "broken off", 11));
        CHECK(under->lease_pickup(sample_offer("2", {"a", "b"}), 12)->size() == 2);
        CHECK(phase_of(*under, "1") == pickup_phase::released);
        CHECK((*under->find_pickup("1"))->proof == "broken off");
        CHECK(under->release_pickup("1", "again", 11).error() == errc::fenced);
        CHECK(under->confirm_pickup(first, 11).error() == errc::fenced);
        CHECK(under->await_pickup("1", 11).error() == errc::fenced);
    }
}

void check_pickup_proofs(const store_factory& make)
{
    const auto under = make();
    auto offer = sample_offer("1", {"a", "b"});
    REQUIRE(under->lease_pickup(offer, 10));
    offer.proof = "digests";
    offer.files[0].crc32 = 0xfffffffe;
    offer.files[1].crc32 = 2;

    SECTION("a confirmed offer keeps its files until they are put away, and after that")
    {
        REQUIRE(under->confirm_pickup(offer, 11));
        CHECK(phase_of(*under, "1") == pickup_phase::confirmed);
        CHECK((*under->find_pickup("1"))->files == offer.files);
        CHECK(under->lease_pickup(sample_offer("2", {"a"}), 1'000)->empty());
        CHECK(under->release_pickup("1", "late", 12).error() == errc::fenced);
        offer.files[0].archived_as = "a(1)";
        REQUIRE(under->finish_pickup(offer, 13));
        CHECK(phase_of(*under, "1") == pickup_phase::archived);
        CHECK((*under->find_pickup("1"))->files == offer.files);
        CHECK((*under->find_pickup("1"))->proof == "digests");
        CHECK(under->finish_pickup(offer, 13).error() == errc::fenced);
        // A file that comes again under the name is a new one.
        CHECK(under->lease_pickup(sample_offer("3", {"a"}), 14)->size() == 1);
    }
    SECTION("confirming again changes nothing")
    {
        REQUIRE(under->confirm_pickup(offer, 11));
        auto other = offer;
        other.proof = "connection";
        CHECK(under->confirm_pickup(other, 12));
        CHECK((*under->find_pickup("1"))->proof == "digests");
        REQUIRE(under->finish_pickup(offer, 13));
        CHECK(under->confirm_pickup(offer, 14));
        CHECK(phase_of(*under, "1") == pickup_phase::archived);
    }
    SECTION("an offer that is not known cannot be confirmed")
    {
        CHECK(under->confirm_pickup(sample_offer("9", {}), 11).error() == errc::not_found);
        CHECK(under->finish_pickup(sample_offer("9", {}), 11).error() == errc::fenced);
    }
}

void check_pickup_leases(const store_factory& make)
{
    const auto under = make();
    auto offer = sample_offer("1", {"a", "b"});
    REQUIRE(under->lease_pickup(offer, 10));
    offer.proof = "digests";

    SECTION("a confirmation counts until the lease expires, and not after it")
    {
        REQUIRE(under->await_pickup("1", 100));
        CHECK(phase_of(*under, "1") == pickup_phase::awaiting);
        CHECK(under->confirm_pickup(offer, 101).error() == errc::fenced);
        CHECK(under->lease_pickup(sample_offer("2", {"a"}), 100)->empty());
        CHECK(under->confirm_pickup(offer, 100));
    }
    SECTION("an expired lease is given back with the next offer")
    {
        REQUIRE(under->await_pickup("1", 100));
        CHECK(under->lease_pickup(sample_offer("2", {"a", "b"}), 101)->size() == 2);
        CHECK(phase_of(*under, "1") == pickup_phase::released);
        CHECK(under->confirm_pickup(offer, 50).error() == errc::fenced);
    }
    SECTION("what has not ended is listed, and what ended long ago is forgotten")
    {
        REQUIRE(under->lease_pickup(sample_offer("2", {"c"}), 10));
        REQUIRE(under->lease_pickup(sample_offer("3", {"d"}), 10));
        REQUIRE(under->release_pickup("2", "", 20));
        REQUIRE(under->confirm_pickup(offer, 20));
        const auto unfinished = under->unfinished_pickups();
        REQUIRE(unfinished);
        REQUIRE(unfinished->size() == 2);
        CHECK((*unfinished)[0].files == offer.files);
        CHECK((*unfinished)[1].id == "3");
        REQUIRE(under->forget_pickups(20));
        CHECK(*under->find_pickup("2"));
        REQUIRE(under->forget_pickups(21));
        CHECK_FALSE(*under->find_pickup("2"));
        CHECK(*under->find_pickup("1"));
        CHECK(*under->find_pickup("3"));
    }
}

void check_pickup_race(const store_factory& make)
{
    const auto under = make();
    std::atomic<std::size_t> given = 0;
    std::vector<std::thread> pullers;
    for (int one = 0; one < 8; ++one)
        pullers.emplace_back([&, one] {
            names wanted;
            for (int i = 0; i < 50; ++i)
                wanted.push_back("file-" + std::to_string(i));
            const auto got = under->lease_pickup(sample_offer(std::to_string(one), wanted), 10);
            if (got) given += got->size();
        });
    for (auto& one : pullers)
        one.join();

    CHECK(given == 50);
}

} // namespace sluice::test
