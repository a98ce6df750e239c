#include "plot/environment.hpp"
#include "support/catch.hpp"
#include "support/temp_folder.hpp"

using namespace sluice;
using namespace sluice::plot;

TEST_CASE("date and machine of the environment are told in a line", "[plot][environment]")
{
    const test::temp_folder folder;
    folder.write("a.json", R"({"cpu":{"model":"Some CPU"},"hostname":"node1","cores":2,
                              "date":"2026-11-21","kernel":"Linux 6.1"})");

    CHECK(environment_text(folder.at("a.json")) == "2026-11-21, node1, Some CPU, Linux 6.1");
}

TEST_CASE("a missing or odd environment is left out", "[plot][environment]")
{
    const test::temp_folder folder;
    folder.write("list.json", "[1]");
    folder.write("cut.json", R"({"date":)");
    folder.write("other.json", R"({"date":null,"cpu":[1],"x":"y"})");

    for (const auto* name : {"list.json", "cut.json", "other.json", "missing.json"})
        CHECK(environment_text(folder.at(name)).empty());
}
