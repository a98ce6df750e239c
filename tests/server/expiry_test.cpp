#include "server/expiry.hpp"
#include "support/catch.hpp"

using namespace sluice;
using namespace sluice::server;

namespace {

constexpr std::int64_t second = 1'000'000'000;
constexpr std::int64_t now = 1'700'000'000 * second; // 2023-11-14T22:13:20Z

} // namespace

TEST_CASE("an expiry is a span from now on or a date in UTC", "[server][expiry]")
{
    CHECK(*parse_expiry("", now) == 0);
    CHECK(*parse_expiry("20s", now) == now + 20 * second);
    CHECK(*parse_expiry("90m", now) == now + 5400 * second);
    CHECK(*parse_expiry("12h", now) == now + 43'200 * second);
    CHECK(*parse_expiry("30d", now) == now + 2'592'000 * second);
    CHECK(utc_text(*parse_expiry("2027-01-31", now)) == "2027-01-31T00:00:00Z");
    CHECK(utc_text(*parse_expiry("2024-02-29", now)) == "2024-02-29T00:00:00Z");
    CHECK(utc_text(*parse_expiry("36525d", now)) == "2123-11-15T22:13:20Z");
}

TEST_CASE("an expiry that is none, past or too far is refused and repeated", "[server][expiry]")
{
    for (const std::string text : {"0d",
                                   "d",
                                   "30",
                                   "-1d",
                                   "1.5h",
                                   "30 d",
                                   "30D",
                                   "1w",
                                   "tomorrow",
                                   "2027-1-31",
                                   "2027-02-29",
                                   "2027-13-01",
                                   "2027-01-00",
                                   "2027/01/31",
                                   "2023-11-14",
                                   "1970-01-01",
                                   "36526d",
                                   "9999-01-01",
                                   "99999999999999999999d",
                                   "2200-01-01"}) {
        const auto read = parse_expiry(text, now);
        INFO(text);
        REQUIRE_FALSE(read);
        CHECK(read.error() == errc::bad_usage);
        CHECK(read.error().detail().find(text) != std::string::npos);
    }
}

TEST_CASE("a time is printed in UTC to the second", "[server][expiry]")
{
    CHECK(utc_text(now + 999'999'999) == "2023-11-14T22:13:20Z");
    CHECK(utc_text(1) == "1970-01-01T00:00:00Z");
    CHECK(utc_text(0).empty());
}
