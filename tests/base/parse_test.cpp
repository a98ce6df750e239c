#include "base/parse.hpp"
#include "support/catch.hpp"

#include <array>

using namespace sluice;

TEST_CASE("sizes are powers of 1024 with or without a unit", "[base][parse]")
{
    CHECK(*parse_size("0") == 0);
    CHECK(*parse_size("512") == 512);
    CHECK(*parse_size("2k") == 2048);
    CHECK(*parse_size("10M") == 10U << 20U);
    CHECK(*parse_size("1 GiB") == 1U << 30U);
    CHECK(*parse_size("3KB/s") == 3072);
    CHECK(*parse_size("16777215T") == 16777215ULL << 40U);
}

TEST_CASE("what is not a size is refused whole", "[base][parse]")
{
    for (const auto* bad :
         {"", "-1", "1x", "K", "1.5M", "1MM", "1 M x", "16777216T", "99999999999999999999"})
        CHECK_FALSE(parse_size(bad));
}

TEST_CASE("durations take units and default to seconds", "[base][parse]")
{
    using namespace std::chrono_literals;
    CHECK(*parse_duration("250ms") == 250ms);
    CHECK(*parse_duration("60") == 60s);
    CHECK(*parse_duration("5m") == 5min);
    CHECK(*parse_duration("1h") == 1h);
    for (const auto* bad : {"", "s", "-1s", "1d", "9999999h", "1.5s"})
        CHECK_FALSE(parse_duration(bad));
}

TEST_CASE("the nearest name forgives a swap, a slip and a missing letter", "[base][parse]")
{
    const std::array<std::string_view, 4> names{"directory", "port", "verbosity", "workers"};
    CHECK(nearest_name("prot", names) == "port");
    CHECK(nearest_name("directry", names) == "directory");
    CHECK(nearest_name("verbositi", names) == "verbosity");
    CHECK(nearest_name("colour", names).empty());
}

TEST_CASE("sizes print as KiB and above", "[base][parse]")
{
    CHECK(format_size(0) == "0 B");
    CHECK(format_size(1023) == "1023 B");
    CHECK(format_size(1024) == "1.0 KiB");
    CHECK(format_size(1536) == "1.5 KiB");
    CHECK(format_size(104'857'600) == "100 MiB");
    CHECK(format_size(1'048'575) == "1.0 MiB");
    CHECK(format_clock(std::chrono::seconds(3723)) == "1:02:03");
}
