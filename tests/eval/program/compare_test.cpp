#include "eval/program/eval_trial.hpp"
#include "support/catch.hpp"
#include "support/mentions.hpp"

using namespace sluice;
using namespace sluice::test;

namespace {

/// Runs a client whose disk takes so many milliseconds to sync a file. What it takes besides is a
/// few milliseconds, so that the difference of two such runs is known.
void measure(const eval_trial& trial, unsigned milliseconds)
{
    const auto client = trial.script("client", std::string("LD_PRELOAD=") + SLOW_SYNC_LIBRARY +
                                                   " SLOW_SYNC_MS=" + std::to_string(milliseconds) +
                                                   " exec $client \"$@\"\n");
    const auto ended = trial.run({"run", "-f", "2m", "-n", "1", "-w", "1", "-r", "6", "--files",
                                  "3", "--client-program", client});
    INFO(ended.err);
    REQUIRE(ended.status == 0);
}

} // namespace

TEST_CASE("two runs of one build show no evidence and a planted delay does", "[eval]")
{
    const eval_trial base;
    const eval_trial same;
    const eval_trial slow;
    measure(base, 150);
    measure(same, 150);
    measure(slow, 450);

    // Half as much again is more than a busy machine adds, and far less than what is planted.
    const auto equal =
        run_eval({"compare", base.folder().path(), same.folder().path(), "--min-effect", "50"});
    const auto slower =
        run_eval({"compare", base.folder().path(), slow.folder().path(), "--min-effect", "50"});
    const std::string rule = "p50 worse than 50 % at 95 %";
    const auto failed = run_eval(
        {"compare", base.folder().path(), slow.folder().path(), "--fail-if", rule, "--json"});
    const auto passed =
        run_eval({"compare", base.folder().path(), same.folder().path(), "--fail-if", rule});

    INFO(equal.out << slower.out << failed.out << passed.out << failed.err);
    CHECK(equal.status == 0);
    CHECK_THAT(equal.out, mentions("| no evidence |"));
    CHECK(slower.status == 0);
    CHECK_THAT(slower.out, mentions("| slower |"));
    CHECK(failed.status == 14);
    CHECK(nlohmann::json::parse(failed.out).is_object());
    CHECK(passed.status == 0);
}

TEST_CASE("comparing says what is missing", "[eval]")
{
    const temp_folder folder;

    const auto none = run_eval({"compare", folder.path(), folder.path()});
    const auto rule = run_eval({"compare", "a", "b", "--fail-if", "p50 better"});
    const auto words = run_eval({"compare", "a"});

    CHECK(none.status == 4);
    CHECK_THAT(none.err, mentions(folder.path()));
    CHECK(rule.status == 2);
    CHECK(words.status == 2);
}
