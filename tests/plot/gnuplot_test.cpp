#include "plot/draw.hpp"
#include "plot/figures.hpp"
#include "plot/gnuplot.hpp"
#include "plot/sample_run.hpp"
#include "support/catch.hpp"
#include "support/temp_folder.hpp"

using namespace sluice;
using namespace sluice::plot;

namespace {

void check_svg(const std::string& text)
{
    CHECK(text.starts_with("<?xml"));
    CHECK(text.find("\n<svg") != std::string::npos);
    CHECK(text.find("</svg>") != std::string::npos);
    CHECK(text.size() > 4000);
}

/// The PNG specification, 5.2 and 11.2.2: signature, first chunk IHDR, last chunk IEND.
void check_png(const std::string& bytes)
{
    CHECK(bytes.starts_with("\x89PNG\r\n\x1a\n"));
    CHECK(bytes.substr(12, 4) == "IHDR");
    CHECK(bytes.find("IEND") == bytes.size() - 8);
    CHECK(bytes.size() > 4000);
}

void check_drawn(const std::optional<figure>& what, const test::temp_folder& folder)
{
    REQUIRE(what);
    INFO(what->name);

    const auto made = draw(*what, {.folder = folder.at("figures"),
                                   .stem = what->name,
                                   .formats = {image_format::svg, image_format::png}});

    if (!made) FAIL(made.error().text());
    CHECK(made->warnings.empty());
    REQUIRE(made->files.size() == 2);
    check_svg(folder.read("figures/" + what->name + ".svg"));
    check_png(folder.read("figures/" + what->name + ".png"));
}

void check_all_drawn(const test::run_shape& shape)
{
    const test::temp_folder folder;
    const auto all = test::sample_series(shape);
    auto slower = shape;
    slower.slowness = 1.2;
    slower.seed = 2;

    check_drawn(runtime_figure(all), folder);
    check_drawn(throughput_by_clients(all), folder);
    check_drawn(throughput_by_size(all), folder);
    check_drawn(latency_distribution(all), folder);
    check_drawn(latency_percentiles(all), folder);
    check_drawn(timeline_figure(all, ""), folder);
    check_drawn(ratio_figure(all, test::sample_series(slower)), folder);
}

figure any_figure()
{
    return *runtime_figure(test::sample_series(test::smallest_run()));
}

} // namespace

TEST_CASE("every figure of one configuration is drawn", "[plot][gnuplot]")
{
    check_all_drawn(test::smallest_run());
}

TEST_CASE("every figure of six configurations is drawn", "[plot][gnuplot]")
{
    check_all_drawn(test::usual_run());
}

TEST_CASE("every figure of forty configurations is drawn", "[plot][gnuplot]")
{
    check_all_drawn(test::largest_run());
}

TEST_CASE("any text may stand in a figure", "[plot][gnuplot]")
{
    const test::temp_folder folder;
    auto what = any_figure();
    what.title = "it's `id` $(id) @x \"y\" \\ \n {/Bold} ^_ 1 % %d %s \xff \u00b5";
    what.panels[0].x.tics[0].text = what.title;

    const auto made =
        draw(what, {.folder = folder.path(), .stem = "a 'b'", .formats = {image_format::svg}});

    if (!made) FAIL(made.error().text());
    CHECK(made->warnings.empty());
    check_svg(folder.read("a 'b'.svg"));
}

TEST_CASE("a script is kept when asked for", "[plot][gnuplot]")
{
    const test::temp_folder folder;

    const auto made = draw(any_figure(), {.folder = folder.path(),
                                          .stem = "x",
                                          .formats = {image_format::png},
                                          .keeps_script = true});

    REQUIRE(made);
    CHECK(folder.names().size() == 2);
    CHECK(folder.read("x.gp").find("set output 'x.png'") != std::string::npos);
}

TEST_CASE("a missing gnuplot is named with its package", "[plot][gnuplot]")
{
    const test::temp_folder folder;

    const auto made = draw(any_figure(), {.folder = folder.path(),
                                          .stem = "x",
                                          .formats = {image_format::svg},
                                          .program = folder.at("gnuplot")});

    REQUIRE_FALSE(made);
    CHECK(made.error() == errc::not_found);
    CHECK(made.error().text().find("gnuplot-nox") != std::string::npos);
    CHECK(folder.names().empty());
}

TEST_CASE("what gnuplot complains about is shown", "[plot][gnuplot]")
{
    const test::temp_folder folder;
    folder.write("bad.gp", "set nonsense\n");

    const auto said = run_gnuplot({.folder = folder.path(), .script = "bad.gp"});

    REQUIRE_FALSE(said);
    CHECK(said.error() == errc::io_failed);
    CHECK(said.error().detail().find("set nonsense") != std::string::npos);
}

TEST_CASE("gnuplot is ended at its limit", "[plot][gnuplot]")
{
    const test::temp_folder folder;
    folder.write("slow.gp", "while (1) {}\n");

    const auto said = run_gnuplot(
        {.folder = folder.path(), .script = "slow.gp", .limit = std::chrono::milliseconds(50)});

    REQUIRE_FALSE(said);
    CHECK(said.error() == errc::io_failed);
    CHECK(said.error().detail().find("in time") != std::string::npos);
}

TEST_CASE("a folder that cannot be is not writable", "[plot][gnuplot]")
{
    const test::temp_folder folder;
    folder.write("file", "");

    const auto made =
        draw(any_figure(),
             {.folder = folder.at("file/below"), .stem = "x", .formats = {image_format::svg}});

    REQUIRE_FALSE(made);
    CHECK(made.error() == errc::not_writable);
    CHECK(made.error().detail().find(folder.at("file/below")) != std::string::npos);
}
