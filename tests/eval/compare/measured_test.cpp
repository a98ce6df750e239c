#include "eval/compare/measured.hpp"
#include "made_run.hpp"
#include "support/catch.hpp"
#include "support/mentions.hpp"

using namespace sluice;
using namespace sluice::eval;
using test::made_run;
using test::mentions;
using test::records_of;

namespace {

file_record file_taking(const configuration& what, unsigned repeat, double latency)
{
    file_record one;
    one.what = what;
    one.repeat = repeat;
    one.planned = 1;
    one.done = 1 + latency;
    return one;
}

} // namespace

TEST_CASE("a repeat is worth one figure of its files", "[eval][compare]")
{
    const configuration what{.clients = 2, .file_size = 10, .link = {}};
    std::vector<record> records;
    for (const double latency : {1.0, 2.0, 6.0})
        records.emplace_back(file_taking(what, 1, latency));
    records.emplace_back(file_taking(what, 2, 5.0));

    const auto run = measured_of(records);

    CHECK(run.size() == 1);
    const auto& of = run.at(what);
    CHECK(values_by_repeat(of, metric::p50) == std::vector<double>{2, 5});
    CHECK(values_by_repeat(of, metric::mean) == std::vector<double>{3, 5});
    CHECK(values_by_repeat(of, metric::p90).at(0) == Approx(5.2));
    CHECK(values_by_repeat(of, metric::p95).at(0) == Approx(5.6));
    CHECK(values_by_repeat(of, metric::p99).at(0) == Approx(5.92));
    CHECK(values_by_repeat(of, metric::throughput).empty());
    CHECK_FALSE(of.has_failures());
}

TEST_CASE("the warm-up counts nowhere", "[eval][compare]")
{
    const made_run how{.repeats = 3};
    const auto run = measured_of(records_of(how, 1));

    const auto& of = run.at(how.what);

    CHECK(values_by_repeat(of, metric::p50).size() == 3);
    CHECK(values_by_repeat(of, metric::throughput).size() == 3);
    CHECK(values_by_repeat(of, metric::p50).at(0) < 0.1);

    const auto warm_up = measured_of({file_taking(how.what, 0, 1)});
    CHECK(warm_up.size() == 1);
    CHECK(values_by_repeat(warm_up.at(how.what), metric::p50).empty());
}

TEST_CASE("throughput is what a repeat moved in its time", "[eval][compare]")
{
    repeat_record whole;
    whole.repeat = 1;
    whole.wall = 4;
    whole.bytes = 1000;
    repeat_record stopped = whole;
    stopped.repeat = 2;
    stopped.wall = 0;

    const auto run = measured_of({whole, stopped});

    CHECK(values_by_repeat(run.at({}), metric::throughput) == std::vector<double>{250});
}

TEST_CASE("failures are counted once though clients and repeats tell them", "[eval][compare]")
{
    auto failed_file = file_taking({}, 1, 1);
    failed_file.exit = 6;
    file_record never_came;
    never_came.repeat = 1;
    client_record failed_client;
    failed_client.repeat = 1;
    failed_client.exit = -9;
    repeat_record whole;
    whole.repeat = 1;
    whole.failed = 1;

    const auto run = measured_of({failed_file, never_came, failed_client, whole});

    const auto& of = run.at({});
    CHECK(of.failed_files == 2);
    CHECK(of.failed_clients == 1);
    CHECK(of.has_failures());
    CHECK(measured_of({failed_client}).at({}).failed_clients == 1);
    CHECK(values_by_repeat(of, metric::p50).empty());
}

TEST_CASE("metrics have names and latency is p50", "[eval][compare]")
{
    for (const auto what :
         {metric::p50, metric::p90, metric::p95, metric::p99, metric::mean, metric::throughput})
        CHECK(*metric_of(name_of(what)) == what);
    CHECK(*metric_of("latency") == metric::p50);
    CHECK_FALSE(is_better_when_greater(metric::p99));

    const auto unknown = metric_of("speed");

    REQUIRE_FALSE(unknown);
    CHECK(unknown.error() == errc::bad_usage);
    CHECK_THAT(unknown.error().text(), mentions("'speed'") && mentions("throughput"));
}
