#include "eval/compare/compare_runs.hpp"
#include "made_run.hpp"
#include "support/catch.hpp"
#include "support/mentions.hpp"
#include "support/temp_folder.hpp"

#include <nlohmann/json.hpp>

#include <sstream>

using namespace sluice;
using namespace sluice::eval;
using test::made_run;
using test::mentions;

namespace {

/// A run folder with a plain run and one with a fifth more latency.
struct two_runs {
    two_runs()
    {
        folder.write("base/times/raw.ndjson", test::lines_of(test::records_of({}, 1)));
        folder.write("new/raw.ndjson", test::lines_of(test::records_of({.latency = 0.026}, 2)));
    }

    result<bool> compare(const compare_options& options)
    {
        return compare_runs(folder.at("base"), folder.at("new"), options, out);
    }

    test::temp_folder folder;
    std::ostringstream out;
};

} // namespace

TEST_CASE("two run folders become a Markdown table", "[eval][compare]")
{
    two_runs runs;

    const auto met = runs.compare({});

    REQUIRE(met);
    CHECK_FALSE(*met);
    const auto text = runs.out.str();
    CHECK_THAT(text, mentions("| configuration | base p50 (ms) | new p50 (ms) | ratio (95 %)"));
    CHECK_THAT(text, mentions("| 4 Clients,128B Files | "));
    CHECK_THAT(text, mentions("| 0.0079 | 0.0079 | +1.00 | slower |\n"));
}

TEST_CASE("a rule that is met makes the comparison fail", "[eval][compare]")
{
    two_runs runs;

    const auto met = runs.compare({.fail_if = "p50 worse than 5 % at 95 %"});

    REQUIRE(met);
    CHECK(*met);
    CHECK_THAT(runs.out.str(), mentions("* Rule 'p50 worse than 5 % at 95 %' is met by 4 Clients"));

    const auto spared = runs.compare({.fail_if = "p50 better than 5 % at 95 %"});
    REQUIRE(spared);
    CHECK_FALSE(*spared);
    CHECK_THAT(runs.out.str(), mentions("is met by no configuration"));
}

TEST_CASE("the comparison is JSON when asked for", "[eval][compare]")
{
    two_runs runs;

    const auto met = runs.compare({.how = {.what = metric::throughput},
                                   .json = true,
                                   .fail_if = "p50 worse than 5 % at 95 %"});

    REQUIRE(met);
    const auto all = nlohmann::json::parse(runs.out.str());
    CHECK(all.at("metric") == "throughput");
    CHECK(all.at("configurations").size() == 1);
    const auto& row = all.at("configurations").at(0);
    CHECK(row.at("configuration") == "4 Clients,128B Files");
    CHECK(row.at("verdict") == "slower");
    CHECK(row.at("new") < row.at("base"));
    CHECK(row.at("ratio_high") < 1);
    CHECK(all.at("rule").at("met") == true);
    CHECK(all.at("rule").at("met_by").size() == 1);
}

TEST_CASE("failures and lone configurations are named below the table", "[eval][compare]")
{
    two_runs runs;
    auto records = test::records_of({.latency = 0.026}, 2);
    auto lone = records;
    for (auto& one : lone)
        std::visit([](auto& any) { any.what.link = "a|b"; }, one);
    records.insert(records.end(), lone.begin(), lone.end());
    file_record failed;
    failed.what = made_run{}.what;
    failed.repeat = 2;
    failed.exit = 6;
    records.emplace_back(failed);
    runs.folder.write("new/raw.ndjson", test::lines_of(records));

    REQUIRE(runs.compare({}));

    const auto text = runs.out.str();
    CHECK_THAT(text, mentions("slower (with failures) |"));
    CHECK_THAT(text, mentions("* 4 Clients,128B Files in the new run: 0 clients and 1 files"));
    CHECK_THAT(text, mentions("* 4 Clients,128B Files,link a|b is in the new run only."));
}

TEST_CASE("a run is a folder or the file itself", "[eval][compare]")
{
    two_runs runs;
    const auto file = runs.folder.at("new/raw.ndjson");

    CHECK(*records_path(runs.folder.at("base")) == runs.folder.at("base/times/raw.ndjson"));
    CHECK(*records_path(runs.folder.at("new")) == file);
    CHECK(*records_path(file) == file);

    const auto empty = records_path(runs.folder.path());
    REQUIRE_FALSE(empty);
    CHECK(empty.error() == errc::not_found);
    const auto missing = compare_runs(runs.folder.at("gone"), file, {}, runs.out);
    REQUIRE_FALSE(missing);
    CHECK(missing.error() == errc::not_found);
}

TEST_CASE("wrong options are told before anything is read", "[eval][compare]")
{
    std::ostringstream out;
    for (const auto& options :
         {compare_options{.how = {.min_effect = -1}}, compare_options{.how = {.confidence = 100}},
          compare_options{.fail_if = "p50 worse"}}) {
        const auto met = compare_runs("/gone", "/gone", options, out);
        REQUIRE_FALSE(met);
        CHECK(met.error() == errc::bad_usage);
    }
    CHECK(out.str().empty());
}

TEST_CASE("runs without a common configuration are an error", "[eval][compare]")
{
    two_runs runs;
    const made_run other{.what = {.clients = 9, .file_size = 5, .workers = 2, .link = {}}};
    runs.folder.write("new/raw.ndjson", test::lines_of(test::records_of(other, 1)));

    const auto met = runs.compare({});

    REQUIRE_FALSE(met);
    CHECK(met.error() == errc::not_found);
    CHECK_THAT(runs.out.str(), mentions("9 Clients,5B Files is in the new run only"));
}
