#include "eval/compare/comparison.hpp"
#include "made_run.hpp"
#include "support/catch.hpp"
#include "support/mentions.hpp"

#include <cmath>

using namespace sluice;
using namespace sluice::eval;
using test::made_run;
using test::mentions;
using test::records_of;

namespace {

compared compare_made(const made_run& base, const made_run& fresh, std::uint64_t seed,
                      metric what = metric::p50)
{
    const auto first = measured_of(records_of(base, 2 * seed));
    const auto second = measured_of(records_of(fresh, 2 * seed + 1));
    return compare(first, second, {.what = what}).rows.at(0);
}

/// Runs of several configurations, of which the first few are slowed by a factor.
measured_run many(unsigned configurations, unsigned slowed, double factor, std::uint64_t seed)
{
    measured_run run;
    for (unsigned i = 0; i < configurations; ++i) {
        made_run how;
        how.what.clients = i + 1;
        if (i < slowed) how.latency *= factor;
        run.merge(measured_of(records_of(how, seed + i)));
    }
    return run;
}

unsigned count(const comparison& made, verdict said)
{
    unsigned found = 0;
    for (const auto& row : made.rows)
        found += row.said == said ? 1 : 0;
    return found;
}

} // namespace

TEST_CASE("two runs of one program that drift alike do not differ", "[eval][compare]")
{
    for (const auto what : {metric::p50, metric::throughput}) {
        unsigned silent = 0;
        for (std::uint64_t seed = 1; seed <= 100; ++seed) {
            const made_run how{.drift = 0.1};
            const auto row = compare_made(how, how, seed, what);
            silent += row.said == verdict::no_evidence ? 1 : 0;
        }
        INFO(name_of(what) << " of seeds 1 to 100");
        CHECK(silent >= 95);
    }
}

TEST_CASE("a delay of a fifth is seen in five repeats", "[eval][compare]")
{
    unsigned slower = 0;
    unsigned less_throughput = 0;
    unsigned faster = 0;
    for (std::uint64_t seed = 1; seed <= 100; ++seed) {
        const made_run plain;
        const made_run delayed{.latency = plain.latency * 1.2};
        const auto row = compare_made(plain, delayed, seed);
        const auto moved = compare_made(plain, delayed, seed, metric::throughput);
        slower += row.said == verdict::slower ? 1 : 0;
        less_throughput += moved.said == verdict::slower && moved.ratio.ratio < 1 ? 1 : 0;
        faster += compare_made(delayed, plain, seed).said == verdict::faster ? 1 : 0;
    }

    // By chance the repeats of both sides overlap now and then: 5 % noise is a quarter of 20 %.
    INFO("seeds 1 to 100");
    CHECK(slower >= 95);
    CHECK(less_throughput >= 95);
    CHECK(faster >= 95);
}

TEST_CASE("a change below the smallest effect is no evidence", "[eval][compare]")
{
    const made_run plain{.repeats = 10, .repeat_noise = 0.001};
    const made_run delayed{.repeats = 10, .latency = plain.latency * 1.03, .repeat_noise = 0.001};
    const auto base = measured_of(records_of(plain, 1));
    const auto fresh = measured_of(records_of(delayed, 2));

    CHECK(compare(base, fresh, {}).rows.at(0).said == verdict::no_evidence);
    CHECK(compare(base, fresh, {.min_effect = 1}).rows.at(0).said == verdict::slower);
}

TEST_CASE("fewer than four repeats conclude nothing", "[eval][compare]")
{
    const made_run plain;
    const made_run delayed{.repeats = 3, .latency = plain.latency * 10};

    const auto row = compare_made(plain, delayed, 1);

    CHECK(row.said == verdict::too_few_repeats);
    CHECK(row.base_repeats == 5);
    CHECK(row.fresh_repeats == 3);
    CHECK(row.ratio.ratio > 8);
    CHECK(std::isnan(row.ratio.range.low));
    CHECK(std::isnan(row.p));
    CHECK(compare_made(plain, {.repeats = 0, .latency = 1}, 1).said == verdict::too_few_repeats);
}

TEST_CASE("of many configurations one alone cannot show in five repeats", "[eval][compare]")
{
    const auto base = many(12, 0, 1, 100);

    const auto one = compare(base, many(12, 1, 3, 200), {});
    const auto four = compare(base, many(12, 4, 3, 200), {});

    CHECK(one.rows.at(0).p == Approx(2.0 / 252));
    CHECK(count(one, verdict::slower) == 0);
    CHECK(count(four, verdict::slower) == 4);
    CHECK_THAT(warning_of(one), mentions("0.0079") && mentions("of 12 configurations at least 2") &&
                                    mentions("6 repeats"));
}

TEST_CASE("the warning is there only when repeats are too few", "[eval][compare]")
{
    const auto base = many(2, 0, 1, 100);
    const auto fresh = many(2, 0, 1, 200);

    CHECK(warning_of(compare(base, fresh, {})).empty());
    CHECK_THAT(warning_of(compare(base, fresh, {.confidence = 99.9})),
               mentions("nothing can be shown") && mentions("8 repeats"));
    CHECK(warning_of(compare({}, {}, {})).empty());
}

TEST_CASE("what is on one side only or failed is named", "[eval][compare]")
{
    auto base = many(3, 0, 1, 100);
    auto fresh = many(3, 0, 1, 200);
    const auto first = base.begin()->first;
    const auto last = base.rbegin()->first;
    base.erase(first);
    fresh.erase(last);
    fresh.at(first).failed_clients = 2;

    const auto made = compare(base, fresh, {});

    CHECK(made.rows.size() == 1);
    CHECK(made.only_base == std::vector{last});
    CHECK(made.only_fresh == std::vector{first});
    REQUIRE(made.failures.size() == 1);
    CHECK(made.failures[0].what == first);
    CHECK_FALSE(made.failures[0].in_base);
    CHECK(made.failures[0].clients == 2);
    CHECK_FALSE(made.rows[0].failures);
}
