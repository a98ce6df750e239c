#include "server/schedules/schedule_book.hpp"
#include "support/catch.hpp"

#include <algorithm>

using namespace sluice;
using server::schedule_book;
using server::seen_schedule;

namespace {

seen_schedule one_of(const std::string& who, const std::string& name)
{
    seen_schedule made;
    made.told.name = name;
    made.who = who;
    made.address = "10.0.0.7";
    return made;
}

} // namespace

TEST_CASE("a schedule that asks again takes its own place, the latest first",
          "[server][schedule_book]")
{
    schedule_book book;
    book.note(one_of("lab", "a"));
    book.note(one_of("lab", "b"));
    auto again = one_of("lab", "a");
    again.told.outcome = "done";
    book.note(again);

    const auto all = book.all();

    REQUIRE(all.size() == 2);
    CHECK(all[0].told.name == "a");
    CHECK(all[0].told.outcome == "done");
    CHECK(all[1].told.name == "b");
}

TEST_CASE("a token that tells of many schedules drives out its own alone",
          "[server][schedule_book]")
{
    schedule_book book;
    book.note(one_of("quiet", "nightly"));
    for (int number = 0; number < 1000; ++number)
        book.note(one_of("loud", std::to_string(number)));

    const auto all = book.all();

    CHECK(all.size() == schedule_book::most);
    CHECK(all.front().told.name == "999");
    CHECK(std::ranges::count(all, "quiet", &seen_schedule::who) == 1);
}

TEST_CASE("a run is overdue when half a minute has passed and nobody asked since",
          "[server][schedule_book]")
{
    auto one = one_of("lab", "a");
    CHECK_FALSE(server::is_overdue(one, 1'000'000));
    one.told.next = 1000;
    one.seen = 700;

    CHECK_FALSE(server::is_overdue(one, 1030));
    CHECK(server::is_overdue(one, 1031));
    one.seen = 1001;
    CHECK_FALSE(server::is_overdue(one, 2000));
}
