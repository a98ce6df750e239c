#include "base/settings_load.hpp"
#include "support/catch.hpp"
#include "support/settings_files.hpp"

using namespace sluice;
using namespace sluice::test;

namespace {

using texts = std::vector<std::string>;

const settings_table& table_with_lists()
{
    static const settings_table table = [] {
        settings_table made;
        made.program = "sample";
        made.rows = {{.key = "export", .rule = accept_text("DIR"), .repeats = true},
                     {.key = "id",
                      .rule = accept_text("ID"),
                      .variables = {"SLUICE_AGENT_ID", "CLIENT_ID"}}};
        for (auto& row : common_settings())
            made.rows.push_back(row);
        return made;
    }();
    return table;
}

settings loaded(const texts& arguments, const std::map<std::string, std::string>& environment = {},
                const std::map<std::string, std::string>& files = {})
{
    auto got = load_settings(table_with_lists(), play_inputs(arguments, environment, files));
    REQUIRE(got);
    return std::move(*got);
}

} // namespace

TEST_CASE("a setting that repeats collects what one source gave", "[base][settings]")
{
    const auto got = loaded({"--export", "a", "--export=b:ro"});

    CHECK(got.text("export") == "a;b:ro");
    CHECK(got.notes().empty());
    CHECK(loaded({"-c", "c"}, {}, {{"c", "export = x\nexport = y\n"}}).text("export") == "x;y");
    CHECK(loaded({}).text("export").empty());
}

TEST_CASE("a setting that repeats is taken from the highest source as a whole", "[base][settings]")
{
    const auto got = loaded({"--export", "a", "--export", "b"}, {{"SLUICE_EXPORT", "e;f"}});

    CHECK(got.text("export") == "a;b");
    CHECK_FALSE(got.notes().empty());
    CHECK(loaded({}, {{"SLUICE_EXPORT", "e;f"}}).text("export") == "e;f");
}

TEST_CASE("a setting can have further variables, which its own goes before", "[base][settings]")
{
    CHECK(loaded({}, {{"CLIENT_ID", "c"}}).text("id") == "c");
    CHECK(loaded({}, {{"CLIENT_ID", "c"}, {"SLUICE_AGENT_ID", "a"}}).text("id") == "a");
    CHECK(loaded({}, {{"CLIENT_ID", "c"}, {"SLUICE_ID", "s"}}).text("id") == "s");
    CHECK(loaded({"--id", "x"}, {{"CLIENT_ID", "c"}}).text("id") == "x");
    CHECK(loaded({}, {{"SLUICE_AGENT_ID", "a"}}).notes().empty());
    CHECK(loaded({}, {{"CLIENT_ID", "c"}}).state("id").origin.text() == "CLIENT_ID");
}
