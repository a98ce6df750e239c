#include "schedule/cron_times.hpp"
#include "schedule/rules.hpp"
#include "support/catch.hpp"

#include <random>

using namespace sluice;
using namespace std::chrono;
using schedule::cron_line;
using schedule::time_zone;

namespace {

time_zone zone(std::string_view name)
{
    auto made = time_zone::named(name);
    REQUIRE(made);
    return *made;
}

/// The moments after `from`, "11-21 14:05" in UTC.
std::vector<std::string> runs(std::string_view line, const time_zone& where, sys_seconds from,
                              std::size_t count)
{
    const auto read = cron_line::parse(line);
    REQUIRE(read);
    std::vector<std::string> all;
    for (auto at = from; all.size() < count;) {
        const auto next = schedule::next_run(*read, where, at);
        if (!next) break;
        const year_month_day day(floor<days>(*next));
        const hh_mm_ss time(*next - floor<days>(*next));
        char text[64];
        std::snprintf(text, sizeof text, "%02u-%02u %02d:%02d", static_cast<unsigned>(day.month()),
                      static_cast<unsigned>(day.day()), static_cast<int>(time.hours().count()),
                      static_cast<int>(time.minutes().count()));
        all.emplace_back(text);
        at = *next;
    }
    return all;
}

using moments = std::vector<std::string>;

/// Clocks that go back and forth by odd amounts, every few weeks.
schedule::zone_period restless(sys_seconds at)
{
    constexpr auto span = days(19);
    const auto number = floor<days>(at).time_since_epoch() / span;
    const auto period = [&](auto n) { return sys_seconds(sys_days(n * span)) + minutes(61); };
    auto begun = number;
    if (at < period(number)) --begun;
    const minutes offsets[] = {minutes(60), minutes(120), minutes(90), minutes(-30), minutes(0)};
    const auto which = ((begun % 5) + 5) % 5;
    return {period(begun), period(begun + 1), offsets[which]};
}

/// What the contract says, minute by minute.
std::vector<sys_seconds> walked(const cron_line& line, const time_zone& where, sys_seconds from,
                                sys_seconds until)
{
    const auto fits = [&line](sys_seconds reading) {
        const auto day = floor<days>(reading);
        const hh_mm_ss time(reading - day);
        return line.holds_day(year_month_day(day)) &&
               line.holds_hour(static_cast<unsigned>(time.hours().count())) &&
               line.holds_minute(static_cast<unsigned>(time.minutes().count()));
    };
    std::vector<sys_seconds> all;
    for (auto at = ceil<minutes>(from + seconds(1)); at < until; at += minutes(1)) {
        const auto now = where.at(at);
        const auto before = where.at(now.begin - seconds(1));
        const auto reading = at + now.offset;
        bool due = fits(reading);
        if (!line.is_steady()) {
            const auto old_end = now.begin + before.offset;
            if (reading < old_end) due = false;
            for (auto skipped = old_end; at == now.begin && skipped < reading;
                 skipped += minutes(1))
                due = due || fits(skipped);
        }
        if (due) all.push_back(at);
    }
    return all;
}

} // namespace

TEST_CASE("a line runs at its local times", "[schedule][cron]")
{
    const sys_seconds from = sys_days(2026y / November / 20); // a Friday

    CHECK(runs("30 9 * * mon-fri", zone("Europe/Berlin"), from, 3) ==
          moments{"11-20 08:30", "11-23 08:30", "11-24 08:30"});
    CHECK(runs("0 0 * * *", zone("Asia/Kolkata"), from, 1) == moments{"11-20 18:30"});
    CHECK(runs("*/20 * * * *", time_zone(), from, 3) ==
          moments{"11-20 00:20", "11-20 00:40", "11-20 01:00"});
    CHECK(runs("0 0 29 2 *", time_zone(), from, 1) == moments{"02-29 00:00"});
}

TEST_CASE("a time that comes never is nothing", "[schedule][cron]")
{
    const sys_seconds from = sys_days(2026y / November / 20);

    CHECK(runs("0 0 30 2 *", time_zone(), from, 1).empty());
    CHECK(runs("0 0 31 4,6,9,11 *", zone("Europe/Berlin"), from, 1).empty());
}

TEST_CASE("a leap day is found across a century without one", "[schedule][cron]")
{
    const sys_seconds from = sys_days(2096y / March / 1);

    CHECK(runs("0 0 29 2 *", time_zone(), from, 1) == moments{"02-29 00:00"});
}

TEST_CASE("what a change of clocks leaves out runs at the change, once", "[schedule][cron]")
{
    // 29 March 2026, 02:00 becomes 03:00 (01:00 UTC).
    const sys_seconds from = sys_days(2026y / March / 28) + hours(12);
    const auto berlin = zone("Europe/Berlin");

    CHECK(runs("30 2 * * *", berlin, from, 2) == moments{"03-29 01:00", "03-30 00:30"});
    CHECK(runs("0,20,40 2 * * *", berlin, from, 2) == moments{"03-29 01:00", "03-30 00:00"});
    CHECK(runs("0 3 * * *", berlin, from, 2) == moments{"03-29 01:00", "03-30 01:00"});
    CHECK(runs("30 * * * *", berlin, from + hours(12), 3) ==
          moments{"03-29 00:30", "03-29 01:30", "03-29 02:30"});
    CHECK(runs("*/30 2 * * *", berlin, from, 1) == moments{"03-30 00:00"});
}

TEST_CASE("what comes twice runs the first time only", "[schedule][cron]")
{
    // 25 October 2026, 03:00 becomes 02:00 (01:00 UTC).
    const sys_seconds from = sys_days(2026y / October / 24) + hours(12);
    const auto berlin = zone("Europe/Berlin");

    CHECK(runs("30 2 * * *", berlin, from, 2) == moments{"10-25 00:30", "10-26 01:30"});
    CHECK(runs("0 3 * * *", berlin, from, 1) == moments{"10-25 02:00"});
    CHECK(runs("30 * * * *", berlin, from + hours(11), 4) ==
          moments{"10-24 23:30", "10-25 00:30", "10-25 01:30", "10-25 02:30"});
}

TEST_CASE("clocks may change by half an hour", "[schedule][cron]")
{
    // Lord Howe, 4 October 2026: 02:00 becomes 02:30 (15:30 UTC of the day before).
    const sys_seconds from = sys_days(2026y / October / 3);

    CHECK(runs("15 2 * * *", zone("Australia/Lord_Howe"), from, 2) ==
          moments{"10-03 15:30", "10-04 15:15"});
}

TEST_CASE("a zone that nobody knows is refused", "[schedule][cron]")
{
    for (const auto* name : {"", "Mars/Olympus", "../../etc/passwd", "CET+1"}) {
        INFO(name);
        const auto made = time_zone::named(name);
        REQUIRE_FALSE(made);
        CHECK(made.error() == errc::bad_configuration);
    }
}

TEST_CASE("next_run agrees with a walk through every minute", "[schedule][cron][property]")
{
    const auto seed = std::random_device{}();
    INFO("seed " << seed);
    std::mt19937_64 random(seed);
    const auto pick = [&random](const std::vector<std::string>& from) {
        return from[random() % from.size()];
    };
    const time_zone odd("odd", restless);
    for (int trial = 0; trial < 60; ++trial) {
        const auto text = pick({"*", "0", "30", "*/7", "1,59", "10-20"}) + " " +
                          pick({"*", "0", "1", "2", "*/5", "0-3", "23"}) + " " +
                          pick({"*", "1", "*/9", "19,20"}) + " " + pick({"*", "1-11/2"}) + " " +
                          pick({"*", "sun", "mon-wed", "*/3"});
        const auto line = cron_line::parse(text);
        REQUIRE(line);
        const sys_seconds from =
            sys_days(2026y / January / 1) + seconds(static_cast<long>(random() % (86400ULL * 400)));
        const auto until = from + days(25);
        INFO(text << " from " << from.time_since_epoch().count());
        const auto expected = walked(*line, odd, from, until);
        std::vector<sys_seconds> found;
        for (auto at = schedule::next_run(*line, odd, from); at && *at < until;
             at = schedule::next_run(*line, odd, *at))
            found.push_back(*at);
        REQUIRE(found == expected);
    }
}
