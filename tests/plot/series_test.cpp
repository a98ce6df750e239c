#include "plot/sample_run.hpp"
#include "support/catch.hpp"
#include "support/temp_folder.hpp"

#include <algorithm>

using namespace sluice;
using namespace sluice::plot;

TEST_CASE("records become one series for each configuration", "[plot][series]")
{
    const auto all = test::sample_series(test::usual_run());

    REQUIRE(all.size() == 6);
    CHECK(all.front().what.clients == 1);
    CHECK(all.back().what.clients == 4);
    CHECK(all.back().what.file_size == 1U << 20U);
    CHECK(all.back().repeats.size() == 5);
    CHECK(all.back().files.size() == 4 * 20 * 5 - 1);
    CHECK(all.back().failed == 1);
    CHECK(std::is_sorted(all.begin(), all.end(),
                         [](const auto& l, const auto& r) { return l.what < r.what; }));
}

TEST_CASE("records that mix configurations still give one series each", "[plot][series]")
{
    auto records = test::sample_records(test::usual_run());
    std::reverse(records.begin(), records.end());
    std::rotate(records.begin(), records.begin() + 7, records.end());
    std::string text;
    for (const auto& one : records)
        text += eval::line_of(one) + "\n";
    const test::temp_folder folder;
    folder.write("raw.ndjson", text);

    const auto all = series_of_records(folder.at("raw.ndjson"));

    REQUIRE(all);
    CHECK(all->size() == 6);
}

TEST_CASE("records that cannot be read are errors with their path", "[plot][series]")
{
    const test::temp_folder folder;
    folder.write("empty", "");
    folder.write("damaged", test::sample_ndjson(test::smallest_run()) + "{\"schema\":1,\n");
    const auto warm_up = test::sample_records({.repeats = 0});
    folder.write("warm-up", eval::line_of(warm_up.front()) + "\n");

    const auto code_for = [&](const char* name) {
        const auto all = series_of_records(folder.at(name));
        REQUIRE_FALSE(all);
        CHECK(all.error().detail().find(folder.at(name)) != std::string::npos);
        return all.error().code();
    };

    CHECK(code_for("missing") == make_error_code(errc::not_found));
    CHECK(code_for("empty") == make_error_code(errc::not_found));
    CHECK(code_for("warm-up") == make_error_code(errc::not_found));
    CHECK(code_for("damaged") == make_error_code(errc::bad_configuration));
}
