#include "planner_desk.hpp"

using namespace sluice;
using namespace sluice::schedule;
using namespace sluice::test;
using namespace std::chrono;

TEST_CASE("an interval runs at once and then on its grid, without drift", "[schedule][planner]")
{
    planner_desk desk(every(seconds(1)));

    const auto orders = desk.orders_for(seconds(10), milliseconds(300));

    REQUIRE(orders.size() == 11);
    for (std::size_t i = 0; i < orders.size(); ++i) {
        CHECK(orders[i].due == start_of_test + seconds(i));
        CHECK(orders[i].reason == run_reason::due);
        CHECK(orders[i].missed == 0);
    }
}

TEST_CASE("a line waits for its time", "[schedule][planner]")
{
    planner_desk desk(by_line("0 6 * * *"));

    const auto orders = desk.orders_for(hours(48));

    REQUIRE(orders.size() == 2);
    CHECK(orders[0].due == start_of_test + hours(6));
    CHECK(orders[1].due == start_of_test + hours(30));
}

TEST_CASE("a run that overlaps is skipped or queued", "[schedule][planner]")
{
    auto skipping = every(seconds(2));
    auto queueing = skipping;
    queueing.overlap = overlap_rule::queue;
    planner_desk skips(skipping);
    planner_desk queues(queueing);

    const auto skipped = skips.orders_for(seconds(20), seconds(5));
    const auto queued = queues.orders_for(seconds(20), seconds(5));

    REQUIRE(skipped.size() == 4); // 0 6 12 18
    CHECK(skipped[1].due == start_of_test + seconds(6));
    CHECK(skipped[1].missed == 2);
    REQUIRE(queued.size() == 5); // back to back
    CHECK(queued[1].due == start_of_test + seconds(2));
    CHECK(queued[1].missed == 0);
}

TEST_CASE("what was missed while nobody ran is skipped, made up for once, or all of it",
          "[schedule][planner]")
{
    const auto last_run = start_of_test - minutes(35);
    auto how = every(minutes(10));
    const auto reasons = [&](misfire_rule rule) {
        how.misfire = rule;
        planner_desk desk(how, last_run);
        return desk.orders_for(minutes(9));
    };

    const auto none = reasons(misfire_rule::skip);
    const auto one = reasons(misfire_rule::once);
    const auto all = reasons(misfire_rule::all);

    REQUIRE(none.size() == 1); // due at +5 min
    CHECK(none[0].reason == run_reason::due);
    CHECK(none[0].due == start_of_test + minutes(5));
    CHECK(none[0].missed == 3);
    REQUIRE(one.size() == 2);
    CHECK(one[0].reason == run_reason::misfire);
    CHECK(one[0].due == last_run + minutes(30));
    CHECK(one[0].missed == 2);
    REQUIRE(all.size() == 4);
    CHECK(count_of(all, run_reason::misfire) == 3);
    CHECK(all[0].due == last_run + minutes(10));
}

TEST_CASE("a clock that jumps forward makes misfires, never more than a bearable number",
          "[schedule][planner]")
{
    auto how = every(seconds(1));
    how.misfire = misfire_rule::all;
    planner_desk desk(how);
    desk.orders_for(seconds(3));

    desk.now += hours(24 * 365);
    const auto orders = desk.orders_for(milliseconds(900));

    CHECK(orders.size() == most_caught_up);
    CHECK(orders.front().missed > 30'000'000);
    CHECK(desk.orders_for(seconds(3)).back().reason == run_reason::due);
}

TEST_CASE("a clock that is put back repeats nothing of a line", "[schedule][planner]")
{
    planner_desk desk(by_line("0 * * * *"));
    REQUIRE(desk.orders_for(minutes(61)).size() == 1); // 01:00

    desk.now -= minutes(30); // 00:31
    CHECK(desk.orders_for(minutes(60)).empty());
    const auto next = desk.orders_for(minutes(60));

    REQUIRE(next.size() == 1);
    CHECK(next[0].due == start_of_test + hours(2));
}

TEST_CASE("a clock that is put back by days makes a line begin anew", "[schedule][planner]")
{
    planner_desk desk(by_line("0 * * * *"));
    desk.orders_for(minutes(61));

    desk.now -= hours(240);
    const auto orders = desk.orders_for(hours(2));

    CHECK(orders.size() == 2);
}

TEST_CASE("an interval keeps its pace when the clock is put back", "[schedule][planner]")
{
    planner_desk desk(every(seconds(10)));
    REQUIRE(desk.orders_for(seconds(12)).size() == 2); // 0 and 10
    desk.now -= hours(5);

    const auto orders = desk.orders_for(seconds(20));

    REQUIRE(orders.size() == 2);
    CHECK(orders[1].due - orders[0].due == seconds(10));
}

TEST_CASE("a last run from the future does not hold a schedule up", "[schedule][planner]")
{
    planner_desk interval(every(seconds(10)), start_of_test + hours(1000));
    planner_desk line(by_line("0 * * * *"), start_of_test + hours(1000));

    CHECK(interval.orders_for(seconds(5)).size() == 1);
    CHECK(line.orders_for(minutes(61)).size() == 1);
}

TEST_CASE("a failed run is tried again, with growing waits, so often and no more",
          "[schedule][planner]")
{
    auto how = every(hours(1));
    how.retries = 3;
    how.backoff = seconds(1);
    planner_desk desk(how);
    desk.random = 999; // of the span: nearly all of the first wait
    desk.outcome = run_outcome::worth_retrying;

    const auto orders = desk.orders_for(minutes(50));

    REQUIRE(orders.size() == 4);
    CHECK(count_of(orders, run_reason::retry) == 3);
    CHECK(orders[3].attempt == 3);
    CHECK(orders[3].due == orders[0].due);
}

TEST_CASE("a failure that no retry mends waits for the next due time", "[schedule][planner]")
{
    planner_desk desk(every(hours(1)));
    desk.outcome = run_outcome::failed;

    const auto orders = desk.orders_for(minutes(90));

    REQUIRE(orders.size() == 2);
    CHECK(count_of(orders, run_reason::due) == 2);
}

TEST_CASE("what fails every second is tried ever more rarely", "[schedule][planner]")
{
    auto how = every(seconds(1));
    how.retries = 0;
    planner_desk desk(how);
    desk.random = ~std::uint64_t{0};
    desk.outcome = run_outcome::failed;

    const auto first = desk.orders_for(minutes(10));
    desk.outcome = run_outcome::done;
    desk.orders_for(minutes(6));
    const auto after = desk.orders_for(seconds(10));

    CHECK(first.size() < 100);
    CHECK(after.size() >= 10);
}

TEST_CASE("jitter delays a start and leaves the grid alone", "[schedule][planner]")
{
    auto how = every(seconds(10));
    how.jitter = seconds(4);
    planner_desk desk(how);
    desk.random = 3999;

    CHECK_FALSE(desk.look());
    desk.now += milliseconds(3999);
    const auto first = desk.look();

    REQUIRE(first);
    CHECK(first->due == start_of_test);
    CHECK(desk.plan.next_due() == start_of_test + seconds(10));
}

TEST_CASE("a preview shows what is next", "[schedule][planner]")
{
    const auto next = preview(by_line("0 12 * * *").when, start_of_test, 5);

    REQUIRE(next.size() == 5);
    CHECK(next[4] == start_of_test + hours(12 + 4 * 24));
    CHECK(preview(by_line("0 0 30 2 *").when, start_of_test, 5).empty());
}
