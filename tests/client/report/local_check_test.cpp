#include "client/report/local_check.hpp"
#include "support/catch.hpp"

using namespace sluice::client;

TEST_CASE("a numbered copy knows the name that it was made from", "[client][verify]")
{
    CHECK(without_number("a(1).bin") == "a.bin");
    CHECK(without_number("x/report(12).tar.gz").empty());
    CHECK(without_number("x/y(3)") == "x/y");
    CHECK(without_number("a.bin").empty());
    CHECK(without_number("a().bin").empty());
    CHECK(without_number("a(b).bin").empty());
    CHECK(without_number("(1).bin").empty());
}

TEST_CASE("a local file maps to the path below the download folder", "[client][verify]")
{
    CHECK(*remote_path_of("/data/in/films/a.mkv", "/data/in") == "films/a.mkv");
    CHECK(*remote_path_of("/data/in/a.mkv", "/data/in/") == "a.mkv");
    CHECK_FALSE(remote_path_of("/data/other/a.mkv", "/data/in"));
}
