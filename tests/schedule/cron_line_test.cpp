#include "schedule/cron_line.hpp"
#include "support/catch.hpp"

using namespace sluice;
using namespace std::chrono;
using schedule::cron_line;

namespace {

cron_line line(std::string_view text)
{
    const auto read = cron_line::parse(text);
    INFO(text << (read ? "" : read.error().text()));
    REQUIRE(read);
    return *read;
}

} // namespace

TEST_CASE("lists, ranges, steps and names are read as cron(5) says", "[schedule][cron]")
{
    const auto made = line("0,30 9-17/4,22 * JAN-mar,12 *");

    for (unsigned minute = 0; minute < 60; ++minute)
        CHECK(made.holds_minute(minute) == (minute == 0 || minute == 30));
    for (unsigned hour = 0; hour < 24; ++hour)
        CHECK(made.holds_hour(hour) == (hour == 9 || hour == 13 || hour == 17 || hour == 22));
    for (unsigned month = 1; month <= 12; ++month)
        CHECK(made.holds_day(year(2026) / month / 1) == (month <= 3 || month == 12));
}

TEST_CASE("0 and 7 are Sunday, and a week may end with it", "[schedule][cron]")
{
    const auto sunday = 2026y / November / 22;
    const auto monday = 2026y / November / 23;

    for (const auto* text : {"0 0 * * 0", "0 0 * * 7", "0 0 * * SUN", "0 0 * * fri-sun"}) {
        INFO(text);
        CHECK(line(text).holds_day(sunday));
        CHECK_FALSE(line(text).holds_day(monday));
    }
}

TEST_CASE("where both days are named, one is enough", "[schedule][cron]")
{
    const auto friday = 2026y / November / 20;
    const auto thirteenth = 2026y / November / 13; // a Friday
    const auto other_thirteenth = 2026y / October / 13;
    const auto plain = 2026y / November / 18;

    const auto either = line("0 0 13 * fri");
    CHECK(either.holds_day(friday));
    CHECK(either.holds_day(thirteenth));
    CHECK(either.holds_day(other_thirteenth));
    CHECK_FALSE(either.holds_day(plain));

    // One of them begins with '*': both must fit.
    const auto both = line("0 0 */2 * fri");
    CHECK(both.holds_day(thirteenth));
    CHECK_FALSE(both.holds_day(friday));
}

TEST_CASE("words stand for lines", "[schedule][cron]")
{
    CHECK(line("@hourly").holds_hour(5));
    CHECK_FALSE(line("@hourly").holds_minute(5));
    CHECK_FALSE(line("@Daily").holds_hour(5));
    CHECK(line("@weekly").holds_day(2026y / November / 22));
    CHECK_FALSE(line("@weekly").holds_day(2026y / November / 23));
    CHECK(line("@yearly").holds_day(2026y / January / 1));
    CHECK_FALSE(line("@monthly").holds_day(2026y / January / 2));
}

TEST_CASE("what is no line is refused", "[schedule][cron]")
{
    for (const auto* text : {"",
                             "* * * *",
                             "* * * * * *",
                             "60 * * * *",
                             "* 24 * * *",
                             "* * 0 * *",
                             "* * 32 * *",
                             "* * * 13 *",
                             "* * * * 8",
                             "a * * * *",
                             "1- * * * *",
                             "-1 * * * *",
                             "5-1 * * * *",
                             "*/0 * * * *",
                             "*/ * * * *",
                             "1/5 * * * *",
                             "1,,2 * * * *",
                             "1, * * * *",
                             ", * * * *",
                             "@reboot",
                             "@",
                             "mon * * * *",
                             "* * * * monday",
                             "*5 * * * *",
                             "1-2-3 * * * *",
                             "1.5 * * * *",
                             "99999999999 * * * *"}) {
        INFO(text);
        const auto read = cron_line::parse(text);
        REQUIRE_FALSE(read);
        CHECK(read.error() == errc::bad_configuration);
    }
}
