#include "base/rfc3339.hpp"
#include "support/catch.hpp"

using namespace sluice;

TEST_CASE("a time is shown in UTC by RFC 3339", "[base][rfc3339]")
{
    CHECK(format_rfc3339(0) == "1970-01-01T00:00:00Z");
    CHECK(format_rfc3339(1'700'000'000'999'999'999) == "2023-11-14T22:13:20Z");
    CHECK(format_rfc3339(-1) == "1969-12-31T23:59:59Z");
    CHECK(format_rfc3339(951'782'400'000'000'000) == "2000-02-29T00:00:00Z");
}
