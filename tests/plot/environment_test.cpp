#include "plot/environment.hpp"
#include "support/catch.hpp"
#include "support/temp_folder.hpp"

using namespace sluice;
using namespace sluice::plot;

TEST_CASE("date and machine of the environment are told in a line", "[plot][environment]")
{
    const test::temp_folder folder;
    folder.write("a.json", R"({"schema":1,"date":"2026-11-21","kernel":"Linux 6.1","cpus":2,
                              "cpu":"Some CPU","memory":null})");
    folder.write("b.json", R"({"cpu":null,"cpus":4})");

    CHECK(environment_text(folder.at("a.json")) == "2026-11-21, 2 x Some CPU, Linux 6.1");
    CHECK(environment_text(folder.at("b.json")) == "4 CPUs");
}

TEST_CASE("a missing or odd environment is left out", "[plot][environment]")
{
    const test::temp_folder folder;
    folder.write("list.json", "[1]");
    folder.write("cut.json", R"({"date":)");
    folder.write("other.json", R"({"date":null,"cpu":[1],"cpus":"2","x":"y"})");

    for (const auto* name : {"list.json", "cut.json", "other.json", "missing.json"})
        CHECK(environment_text(folder.at(name)).empty());
}
