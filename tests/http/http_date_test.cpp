#include "http/http_date.hpp"
#include "support/catch.hpp"

using namespace sluice;
using namespace std::chrono;

namespace {

constexpr sys_seconds example{seconds(784111777)}; // RFC 9110, 5.6.7
constexpr sys_seconds now{seconds(1'800'000'000)}; // 2027

} // namespace

TEST_CASE("a date is written in the fixed form", "[http][http_date]")
{
    CHECK(http::format_date(example) == "Sun, 06 Nov 1994 08:49:37 GMT");
    CHECK(http::format_date(sys_seconds{}) == "Thu, 01 Jan 1970 00:00:00 GMT");
    CHECK(http::format_date(sys_days(2028y / 2 / 29) + 86399s) == "Tue, 29 Feb 2028 23:59:59 GMT");
}

TEST_CASE("the three forms of a date are read", "[http][http_date]")
{
    CHECK(http::parse_date("Sun, 06 Nov 1994 08:49:37 GMT", now) == example);
    CHECK(http::parse_date("Sunday, 06-Nov-94 08:49:37 GMT", now) == example);
    CHECK(http::parse_date("Sun Nov  6 08:49:37 1994", now) == example);
    CHECK(http::parse_date("Wed Nov 16 08:49:37 1994", now) == example + days(10));
    CHECK(http::parse_date("Fri, 30 Jun 2023 23:59:60 GMT", now) == sys_days(2023y / 7 / 1));
}

TEST_CASE("a year of two digits is not far in the future", "[http][http_date]")
{
    CHECK(http::parse_date("Friday, 01-Jan-77 00:00:00 GMT", now) == sys_days(2077y / 1 / 1));
    CHECK(http::parse_date("Sunday, 01-Jan-78 00:00:00 GMT", now) == sys_days(1978y / 1 / 1));
}

TEST_CASE("what is no date is not taken for one", "[http][http_date]")
{
    for (const auto* bad : {"", "Sun", "Sun, 06 Nov 1994 08:49:37", "Sun, 6 Nov 1994 08:49:37 GMT",
                            "sun, 06 Nov 1994 08:49:37 GMT", "Sun, 31 Feb 1994 08:49:37 GMT",
                            "Sun, 00 Nov 1994 08:49:37 GMT", "Sun, 06 Nov 1994 24:00:00 GMT",
                            "Sun, 06 Nov 1994 08:60:00 GMT", "Sun, 06 Nov 1994 08:49:61 GMT",
                            "Sun, 06 Nov 1994 08:49:37 GMT ", "Sun, 06 Nov 1994 08:49:37 UTC",
                            "Sun, 06 Nov -994 08:49:37 GMT", "1994-11-06T08:49:37Z", "784111777"})
        CHECK_FALSE(http::parse_date(bad, now));
}
