#include "server/pickup/pickup_names.hpp"
#include "support/catch.hpp"

#include <set>

using namespace sluice;

TEST_CASE("five extensions can be picked up", "[server][pickup_names]")
{
    for (const auto* known : {"drc", "ply", "vpcc", "gpcc", "zip"})
        CHECK(server::is_pickup_extension(known));
    for (const auto* other : {"", "DRC", ".drc", "txt", "drc/", "d"})
        CHECK_FALSE(server::is_pickup_extension(other));
}

TEST_CASE("segments have the types of point clouds", "[server][pickup_names]")
{
    CHECK(server::segment_type_of("a.ply") == "pointcloud/ply");
    CHECK(server::segment_type_of("a.b.drc") == "pointcloud/drc");
    CHECK(server::segment_type_of("a.vpcc") == "pointcloud/mpeg-vpcc");
    CHECK(server::segment_type_of("a.gpcc") == "pointcloud/mpeg-gpcc");
    CHECK(server::segment_type_of("a.zip").empty());
    CHECK(server::segment_type_of("drc").empty());
    CHECK(server::segment_type_of("").empty());
}

TEST_CASE("an archive's name tells how many files it has and when it was made",
          "[server][pickup_names]")
{
    state::pickup_offer offer;
    offer.extension = "drc";
    offer.stamp = "20261121_120000";
    offer.files.resize(2);

    CHECK(server::archive_name_of(offer) == "drc_2files_20261121_120000.zip");
}

TEST_CASE("no two archives have the same stamp, whatever the clock does", "[server][pickup_names]")
{
    constexpr std::int64_t noon = 1'795'262'400'000'000'000; // 2026-11-21 12:00:00 UTC
    constexpr std::int64_t second = 1'000'000'000;
    server::pickup_stamps stamps;

    CHECK(stamps.next(noon) == "20261121_120000");
    CHECK(stamps.next(noon + 5) == "20261121_120000_2");
    CHECK(stamps.next(noon + second) == "20261121_120001");
    CHECK(stamps.next(noon) == "20261121_120001_2");
    CHECK(stamps.next(noon + 2 * second) == "20261121_120002");
}
