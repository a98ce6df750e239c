#include "eval/compare/fail_rule.hpp"
#include "made_run.hpp"
#include "support/catch.hpp"
#include "support/mentions.hpp"

using namespace sluice;
using namespace sluice::eval;
using test::made_run;
using test::mentions;
using test::records_of;

namespace {

measured_run run_of(double latency, std::uint64_t seed, unsigned repeats = 5)
{
    return measured_of(
        records_of({.repeats = repeats, .latency = latency, .repeat_noise = 0.02}, seed));
}

bool is_met(const char* rule, const measured_run& base, const measured_run& fresh)
{
    return !judge(*parse_fail_rule(rule), base, fresh, 1).broken.empty();
}

} // namespace

TEST_CASE("a rule is read with and without spaces", "[eval][compare]")
{
    for (const auto* text : {"p95 worse than 7.5 % at 99 %", "  p95 worse  than 7.5% at 99% "}) {
        const auto rule = parse_fail_rule(text);

        REQUIRE(rule);
        CHECK(rule->what == metric::p95);
        CHECK(rule->worse);
        CHECK(rule->percent == 7.5);
        CHECK(rule->confidence == Approx(0.99));
        CHECK(text_of(*rule) == "p95 worse than 7.5 % at 99 %");
    }
    CHECK(text_of(*parse_fail_rule("throughput better than 5% at 99.9%")) ==
          "throughput better than 5 % at 99.9 %");
}

TEST_CASE("a wrong rule is told by the word that is wrong", "[eval][compare]")
{
    const std::pair<const char*, const char*> wrong[] = {
        {"", "the end is where one of p50"},
        {"p51 worse than 5 % at 95 %", "'p51' is where one of p50"},
        {"p50 slower than 5 % at 95 %", "'slower' is where 'worse' or 'better'"},
        {"p50 worse by 5 % at 95 %", "'by' is where 'than'"},
        {"p50 worse than five % at 95 %", "'five' is where a number from 0 to 1000"},
        {"p50 worse than -5 % at 95 %", "'-5' is where a number"},
        {"p50 worse than nan % at 95 %", "'nan' is where a number"},
        {"p50 worse than 5 at 95 %", "'at' is where '%'"},
        {"p50 worse than 5 %", "the end is where 'at'"},
        {"p50 worse than 5 % at 20 %", "'20' is where a number from 50 to 99.9"},
        {"p50 worse than 5 % at 100 %", "'100' is where"},
        {"p50 worse than 5 % at 95", "the end is where '%'"},
        {"p50 worse than 5 % at 95 % or so", "'or' is where the end"},
    };
    for (const auto& [text, why] : wrong) {
        INFO(text);
        const auto rule = parse_fail_rule(text);

        REQUIRE_FALSE(rule);
        CHECK(rule.error() == errc::bad_usage);
        CHECK_THAT(rule.error().text(), mentions(why));
    }
}

TEST_CASE("a rule is met by what is surely worse and by nothing else", "[eval][compare]")
{
    const auto base = run_of(0.02, 1);
    const auto slower = run_of(0.024, 2);

    CHECK(is_met("p50 worse than 5 % at 95 %", base, slower));
    CHECK(is_met("mean worse than 5 % at 95 %", base, slower));
    CHECK(is_met("p99 worse than 5 % at 95 %", base, slower));
    CHECK(is_met("throughput worse than 5 % at 95 %", base, slower));
    CHECK_FALSE(is_met("p50 worse than 30 % at 95 %", base, slower));
    CHECK_FALSE(is_met("p50 worse than 5 % at 95 %", base, run_of(0.02, 3)));
    CHECK_FALSE(is_met("p50 worse than 5 % at 95 %", slower, base));
    CHECK_FALSE(is_met("throughput worse than 5 % at 95 %", slower, base));
    CHECK_FALSE(is_met("p50 better than 5 % at 95 %", base, slower));
    CHECK(is_met("p50 better than 5 % at 95 %", slower, base));
    CHECK(is_met("throughput better than 5 % at 95 %", slower, base));
}

TEST_CASE("the near end of the interval decides and not its middle", "[eval][compare]")
{
    const auto base = run_of(0.02, 1);
    const auto slower = run_of(0.024, 2);
    const auto met = judge(*parse_fail_rule("p50 worse than 0 % at 95 %"), base, slower, 1);
    REQUIRE(met.broken.size() == 1);
    const auto ratio = met.broken[0].ratio;

    auto rule = *parse_fail_rule("p50 worse than 0 % at 95 %");
    rule.percent = (ratio.ratio - 1) * 100 - 0.01;

    CHECK(ratio.range.low < ratio.ratio);
    CHECK(judge(rule, base, slower, 1).broken.empty());
}

TEST_CASE("a rule judges nothing by too few repeats", "[eval][compare]")
{
    const auto base = run_of(0.02, 1);

    const auto made =
        judge(*parse_fail_rule("p50 worse than 5 % at 95 %"), base, run_of(0.2, 2, 3), 1);

    CHECK(made.broken.empty());
    CHECK(made.not_judged == std::vector{base.begin()->first});
}
