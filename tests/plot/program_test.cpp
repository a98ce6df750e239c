#include "base/exit_code.hpp"
#include "plot/program.hpp"
#include "plot/sample_run.hpp"
#include "support/catch.hpp"
#include "support/program.hpp"
#include "support/temp_folder.hpp"

#include <nlohmann/json.hpp>

using namespace sluice;
using namespace sluice::plot;

namespace {

plot_settings settings_in(const test::temp_folder& folder)
{
    plot_settings made;
    made.times = folder.at("out/raw.json");
    made.averages = folder.at("out/averages.json");
    made.folder = folder.at("figures");
    made.formats = {image_format::svg};
    return made;
}

plot_settings records_in(const test::temp_folder& folder)
{
    folder.write("raw.ndjson", test::sample_ndjson(test::usual_run()));
    auto made = settings_in(folder);
    made.records = folder.at("raw.ndjson");
    return made;
}

exit_code code_of(const plot_settings& wanted, const std::string& named)
{
    const auto report = run_plot(wanted);
    REQUIRE_FALSE(report);
    CHECK(report.error().text().find(named) != std::string::npos);
    return exit_code_of(report.error());
}

test::finished_program run_program(std::vector<std::string> arguments, const std::string& folder,
                                   const std::string& path = SLUICE_PLOT_PROGRAM)
{
    test::program_options how;
    how.arguments = std::move(arguments);
    how.folder = folder;
    test::program plot(path, how);
    return plot.wait(deadline::after(std::chrono::seconds(60)));
}

} // namespace

TEST_CASE("from logs come times and averages and the figure of the run time", "[plot][program]")
{
    const test::temp_folder folder;
    test::write_sample_logs(folder, "logs", test::usual_run());
    auto wanted = settings_in(folder);
    wanted.logs = folder.at("logs");
    wanted.stem = "mine";

    const auto report = run_plot(wanted);

    if (!report) FAIL(report.error().text());
    CHECK(report->files.size() == 3);
    CHECK(report->notes.empty());
    CHECK(nlohmann::json::parse(folder.read("out/raw.json")).size() == 6);
    CHECK(nlohmann::json::parse(folder.read("out/averages.json")).size() == 6);
    CHECK(folder.has("figures/mine.svg"));
}

TEST_CASE("from records come all figures that need no base", "[plot][program]")
{
    const test::temp_folder folder;
    auto wanted = records_in(folder);
    wanted.stem = "mine";
    wanted.name = "Mine";
    folder.write("environment.json", R"({"date":"2026-11-21","kernel":"Linux 6.1"})");

    const auto report = run_plot(wanted);

    if (!report) FAIL(report.error().text());
    CHECK(report->files.size() == 2 + 6);
    CHECK_FALSE(folder.has("figures/mine-ratio.svg"));
    const auto drawn = folder.read("figures/mine-throughput-size.svg");
    CHECK(drawn.find("Mine: Throughput against file size") != std::string::npos);
    CHECK(drawn.find("2026-11-21, Linux 6.1") != std::string::npos);
}

TEST_CASE("with a base the ratio is drawn", "[plot][program]")
{
    const test::temp_folder folder;
    auto wanted = records_in(folder);
    wanted.base = wanted.records;
    wanted.only = {"ratio"};

    const auto report = run_plot(wanted);

    if (!report) FAIL(report.error().text());
    CHECK(folder.has("figures/ratio.svg"));
}

TEST_CASE("missing input is an error of its own and writes nothing", "[plot][program]")
{
    const test::temp_folder folder;
    auto wanted = settings_in(folder);

    wanted.logs = folder.at("nowhere");
    CHECK(code_of(wanted, folder.at("nowhere")) == exit_code::not_found);
    wanted.logs.clear();
    wanted.records = folder.at("nowhere.ndjson");
    CHECK(code_of(wanted, folder.at("nowhere.ndjson")) == exit_code::not_found);
    CHECK(folder.names().empty());
}

TEST_CASE("damaged records are a wrong configuration", "[plot][program]")
{
    const test::temp_folder folder;
    auto wanted = records_in(folder);
    folder.write("bad", "{}\n");

    wanted.base = folder.at("bad");
    CHECK(code_of(wanted, folder.at("bad") + ":1") == exit_code::configuration);
    wanted.base.clear();
    wanted.records = folder.at("bad");
    CHECK(code_of(wanted, folder.at("bad") + ":1") == exit_code::configuration);
}

TEST_CASE("output that cannot be written is told with its path", "[plot][program]")
{
    const test::temp_folder folder;
    const auto good = records_in(folder);
    folder.make_folder("taken");

    auto wanted = good;
    wanted.times = folder.at("raw.ndjson/times");
    CHECK(code_of(wanted, "raw.ndjson") == exit_code::no_space);
    wanted = good;
    wanted.averages = folder.at("taken");
    CHECK(code_of(wanted, folder.at("taken")) == exit_code::no_space);
    wanted = good;
    wanted.folder = folder.at("raw.ndjson/below");
    CHECK(code_of(wanted, "raw.ndjson/below") == exit_code::no_space);
}

TEST_CASE("a figure asked for must find something", "[plot][program]")
{
    const test::temp_folder folder;
    auto wanted = records_in(folder);

    wanted.only = {"ratio"};
    CHECK(code_of(wanted, "--base") == exit_code::usage);
    wanted.only = {"timeline"};
    wanted.configuration = "no such label";
    CHECK(code_of(wanted, "timeline") == exit_code::not_found);
}

TEST_CASE("the program draws and prints what it wrote", "[plot][program]")
{
    const test::temp_folder folder;
    test::write_sample_logs(folder, "logs", test::smallest_run());

    const auto ended = run_program({"--format", "png", "-g", "graphs"}, folder.path());

    CHECK(ended.err.empty());
    CHECK(ended.status == 0);
    CHECK(ended.out == "times/raw.json\ntimes/averages.json\ngraphs/runtime.png\n");
    CHECK(folder.has("graphs/runtime.png"));
}

TEST_CASE("the program ends with the code of what went wrong", "[plot][program]")
{
    const test::temp_folder folder;

    const auto missing = run_program({}, folder.path());
    const auto unknown = run_program({"--only", "nothing"}, folder.path());
    const auto help = run_program({"--help"}, folder.path());
    const auto explained = run_program({"config", "explain", "-n", "x"}, folder.path());

    CHECK(missing.status == 4);
    CHECK(missing.err.find("sluice-plot: read logs: logs") == 0);
    CHECK(unknown.status == 2);
    CHECK(help.status == 0);
    CHECK(help.out.find("sluice-plot") != std::string::npos);
    CHECK(explained.status == 0);
    CHECK(explained.out.find("averages") != std::string::npos);
}

TEST_CASE("the program without gnuplot names the package", "[plot][program]")
{
    const test::temp_folder folder;
    test::write_sample_logs(folder, "logs", test::smallest_run());

    const auto ended =
        run_program({"PATH=" + folder.path(), SLUICE_PLOT_PROGRAM}, folder.path(), "/usr/bin/env");

    CHECK(ended.status == 4);
    CHECK(ended.err.find("gnuplot-nox") != std::string::npos);
}
