#include "plot/figures.hpp"
#include "plot/sample_run.hpp"
#include "plot/script.hpp"
#include "support/catch.hpp"

#include <cmath>

using namespace sluice;
using namespace sluice::plot;

namespace {

std::vector<figure> all_figures(const all_series& all)
{
    std::vector<figure> made;
    for (auto one : {runtime_figure(all), throughput_by_clients(all), throughput_by_size(all),
                     latency_distribution(all), latency_percentiles(all), timeline_figure(all, ""),
                     ratio_figure(all, all)}) {
        REQUIRE(one);
        made.push_back(std::move(*one));
    }
    return made;
}

/// Every curve must draw a block that is there, with finite numbers in it.
void check_well_formed(const figure& one)
{
    INFO(one.name);
    CHECK_FALSE(one.title.empty());
    REQUIRE_FALSE(one.panels.empty());
    for (const auto& block : one.data) {
        CHECK_FALSE(block.rows.empty());
        for (const auto& row : block.rows)
            for (const auto value : row)
                CHECK(std::isfinite(value));
    }
    for (const auto& drawn : one.panels) {
        CHECK(drawn.x.low < drawn.x.high);
        CHECK(drawn.y.low < drawn.y.high);
        CHECK_FALSE(drawn.curves.empty());
        for (const auto& curve : drawn.curves) {
            const auto name = curve.what.substr(0, curve.what.find(' '));
            const auto has_name = [&](const data_block& block) { return block.name == name; };
            CHECK(std::any_of(one.data.begin(), one.data.end(), has_name));
        }
    }
    const auto script = script_of(one, "x", {image_format::svg});
    CHECK(script.find("nan") == std::string::npos);
    CHECK(script.find("inf") == std::string::npos);
}

std::size_t lines_in_key(const panel& of)
{
    return static_cast<std::size_t>(std::count_if(
        of.curves.begin(), of.curves.end(), [](const curve& one) { return !one.title.empty(); }));
}

} // namespace

TEST_CASE("figures of small and large matrices are well-formed", "[plot][figures]")
{
    for (const auto& shape : {test::smallest_run(), test::usual_run(), test::largest_run()})
        for (const auto& one : all_figures(test::sample_series(shape)))
            check_well_formed(one);
}

TEST_CASE("axes name their units", "[plot][figures]")
{
    const auto made = all_figures(test::sample_series(test::usual_run()));

    CHECK(made[0].panels[0].y.title == "run time of a repeat (ms)");
    CHECK(made[1].panels[0].y.title == "throughput (MiB/s)");
    CHECK(made[3].panels[0].x.title == "latency (ms)");
    CHECK(made[4].panels[0].y.title == "latency (ms)");
    CHECK(made[5].panels[1].y.title == "rate (MiB/s)");
}

TEST_CASE("the run time stands by clients and then by size", "[plot][figures]")
{
    const auto made = runtime_figure(test::sample_series(test::usual_run()));

    REQUIRE(made);
    const auto& tics = made->panels[0].x.tics;
    REQUIRE(tics.size() == 6);
    CHECK(tics[1].text == "1 Clients,2kB Files");
    CHECK(tics[3].text == "4 Clients,128B Files");
    CHECK(made->panels[0].x.is_turned);
}

TEST_CASE("a line of throughput is a size against clients and the other way round",
          "[plot][figures]")
{
    const auto all = test::sample_series(test::usual_run());

    const auto clients = throughput_by_clients(all);
    const auto sizes = throughput_by_size(all);

    CHECK(lines_in_key(clients->panels[0]) == 3);
    CHECK(clients->panels[0].x.tics.size() == 2);
    CHECK(lines_in_key(sizes->panels[0]) == 2);
    CHECK(sizes->panels[0].x.tics[1].text == "2 KiB");
}

TEST_CASE("latencies of many configurations are split into panels", "[plot][figures]")
{
    const auto few = latency_distribution(test::sample_series(test::usual_run()));
    const auto many = latency_distribution(test::sample_series(test::largest_run()));

    REQUIRE(few->panels.size() == 1);
    CHECK(lines_in_key(few->panels[0]) == 6);
    REQUIRE(many->panels.size() == 5);
    CHECK(many->panels[0].title == "1 client");
    CHECK(lines_in_key(many->panels[0]) == 8);
}

TEST_CASE("a distribution begins at 0 and ends at 1", "[plot][figures]")
{
    const auto made = latency_distribution(test::sample_series(test::smallest_run()));

    const auto& rows = made->data[0].rows;
    CHECK(rows.front()[1] == 0);
    CHECK(rows.back()[1] == 1);
    CHECK(std::is_sorted(rows.begin(), rows.end()));
}

TEST_CASE("the slowest of n files is the percentile 1 - 1/n", "[plot][figures]")
{
    series one;
    for (int i = 1; i <= 1000; ++i)
        one.files.push_back({.seconds = static_cast<double>(i)});

    const auto made = latency_percentiles({one});

    const auto& rows = made->data[0].rows;
    CHECK(rows.front() == std::vector<double>{1, 1});
    CHECK(rows.back() == std::vector<double>{1000, 1000});
}

TEST_CASE("the timeline is that of the label asked for", "[plot][figures]")
{
    const auto all = test::sample_series(test::usual_run());

    const auto made = timeline_figure(all, "1 Clients,2kB Files");

    REQUIRE(made);
    CHECK(made->subtitle.find("1 Clients,2kB Files, repeat ") == 0);
    CHECK_FALSE(timeline_figure(all, "9 Clients,2kB Files"));
}

TEST_CASE("a run against itself is neither faster nor slower", "[plot][figures]")
{
    const auto all = test::sample_series(test::usual_run());

    const auto made = ratio_figure(all, all);

    REQUIRE(made->data.size() == 1);
    CHECK(made->panels[0].curves[0].title == "not told apart");
    for (const auto& row : made->data[0].rows)
        CHECK(row[0] == 1);
}

TEST_CASE("a run twice as slow is slower everywhere", "[plot][figures]")
{
    auto slow = test::usual_run();
    slow.slowness = 2;

    const auto made =
        ratio_figure(test::sample_series(slow), test::sample_series(test::usual_run()));

    REQUIRE(made->data.size() == 1);
    CHECK(made->panels[0].curves[0].title == "slower");
    CHECK(made->data[0].rows[0][0] == Approx(2));
    CHECK(made->panels[0].y.tics.front().text == "4 Clients,1mB Files");
}

TEST_CASE("without samples there is no figure", "[plot][figures]")
{
    const all_series none{series{}};

    CHECK_FALSE(runtime_figure(none));
    CHECK_FALSE(throughput_by_clients(none));
    CHECK_FALSE(throughput_by_size(none));
    CHECK_FALSE(latency_distribution(none));
    CHECK_FALSE(latency_percentiles(none));
    CHECK_FALSE(timeline_figure(none, ""));
    CHECK_FALSE(timeline_figure({}, ""));
    CHECK_FALSE(ratio_figure(none, none));
}

TEST_CASE("times and sizes of 0 are drawn too", "[plot][figures]")
{
    series one;
    one.files = {{.seconds = 0, .done = 0.0}};
    one.repeats = {{.wall = 0, .bytes = 0}};

    for (const auto& made : {runtime_figure({one}), latency_distribution({one}),
                             latency_percentiles({one}), timeline_figure({one}, "")}) {
        REQUIRE(made);
        check_well_formed(*made);
    }
    CHECK_FALSE(throughput_by_size({one}));
    CHECK_FALSE(ratio_figure({one}, {one}));
}
