#include "base/exit_code.hpp"
#include "base/settings_help.hpp"
#include "plot/plot_settings.hpp"
#include "support/catch.hpp"
#include "support/settings_files.hpp"
#include "support/temp_folder.hpp"

using namespace sluice;
using namespace sluice::plot;

namespace {

result<plot_settings> settings_of(std::vector<std::string> arguments)
{
    const auto loaded =
        load_settings(plot_settings_table(), test::play_inputs(std::move(arguments)));
    if (!loaded) return loaded.error();
    return plot_settings_from(*loaded);
}

exit_code refused(std::vector<std::string> arguments)
{
    const auto made = settings_of(std::move(arguments));
    return made ? exit_code::done : exit_code_of(made.error());
}

} // namespace

TEST_CASE("the built-in settings are those of the folders of an evaluation", "[plot][settings]")
{
    const auto made = settings_of({"--records", "times/raw.ndjson"});

    REQUIRE(made);
    CHECK(made->times == "times/raw.json");
    CHECK(made->averages == "times/averages.json");
    CHECK(made->folder == "plot/figures");
    CHECK(made->formats.size() == 2);
    CHECK(made->only.empty());
}

TEST_CASE("what is given is read and nothing else", "[plot][settings]")
{
    const auto logs = settings_of({"-l", "some"});
    const auto records = settings_of({"--records", "r"});
    const auto both = settings_of({"-l", "some", "--records", "r"});

    CHECK(logs->logs == "some");
    CHECK(logs->records.empty());
    CHECK(records->logs.empty());
    CHECK(records->records == "r");
    CHECK(both->logs == "some");
    CHECK(both->records == "r");
}

TEST_CASE("a graph may be a file whose ending is its format", "[plot][settings]")
{
    const auto made = settings_of({"-g", "out/mine.png", "-n", "Mine"});

    REQUIRE(made);
    CHECK(made->folder == "out");
    CHECK(made->stem == "mine");
    CHECK(made->name == "Mine");
    CHECK(made->formats == std::vector<image_format>{image_format::png});
}

TEST_CASE("a graph without such an ending is a folder", "[plot][settings]")
{
    const auto made = settings_of({"-g", "out/v1.2", "-n", "Mine"});

    CHECK(made->folder == "out/v1.2");
    CHECK(made->stem == "Mine");
}

TEST_CASE("figures and formats are lists of known words", "[plot][settings]")
{
    const auto made = settings_of({"--only", "ratio,cdf", "--format", "png,svg,png"});

    REQUIRE(made);
    CHECK(made->only == std::vector<std::string>{"ratio", "cdf"});
    CHECK(made->formats.size() == 2);
    CHECK(refused({"--only", "runtme"}) == exit_code::usage);
    CHECK(refused({"--format", "pdf"}) == exit_code::usage);
    CHECK(refused({"--format", ","}) == exit_code::usage);
    CHECK(refused({"--name", "a/b"}) == exit_code::usage);
    CHECK(refused({"--nonsense"}) == exit_code::usage);
    CHECK(refused({"word"}) == exit_code::usage);
}

TEST_CASE("a wrong configuration file is told as one", "[plot][settings]")
{
    const auto inputs = test::play_inputs({"-c", "x.ini"}, {}, {{"x.ini", "nonsense = 1\n"}});

    const auto loaded = load_settings(plot_settings_table(), inputs);

    REQUIRE_FALSE(loaded);
    CHECK(exit_code_of(loaded.error()) == exit_code::configuration);
}

TEST_CASE("the help and the page name every figure", "[plot][settings]")
{
    const auto help = help_text(plot_settings_table());
    const auto page = test::shipped_text("plot/README.md");

    for (const auto name : figure_names()) {
        CHECK(help.find(name) != std::string::npos);
        CHECK(page.find("`" + std::string(name) + "`") != std::string::npos);
    }
    const auto rows = test::rows_behind(page, "## Settings");
    CHECK(rows.size() >= 11);
    for (const auto& row : test::wanted_rows(plot_settings_table(), false))
        if (row.find("`precedence`") == std::string::npos)
            CHECK(std::find(rows.begin(), rows.end(), row) != rows.end());
}
