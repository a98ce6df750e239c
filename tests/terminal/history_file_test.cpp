#include "support/catch.hpp"
#include "support/temp_folder.hpp"
#include "terminal/history_file.hpp"

#include <sys/stat.h>

#include <fstream>

using namespace sluice;
using terminal::history_file;

namespace {

using lines = std::vector<std::string>;

lines must_load(const std::filesystem::path& path, std::size_t most = 1000)
{
    auto loaded = history_file(path, most).load();
    REQUIRE(loaded);
    return *loaded;
}

unsigned mode_of(const std::filesystem::path& path)
{
    struct stat about{};
    REQUIRE(::stat(path.c_str(), &about) == 0);
    return about.st_mode & 07777U;
}

} // namespace

TEST_CASE("lines are there the next time, for their owner only", "[terminal][history_file]")
{
    const test::temp_folder scratch;
    const auto path = scratch.at("new/history");
    history_file history(path, 1000);

    CHECK(must_load(path).empty());
    REQUIRE(history.append("ls"));
    REQUIRE(history.append("get \"my file\""));

    CHECK(must_load(path) == lines{"ls", "get \"my file\""});
    CHECK(mode_of(path) == 0600);
}

TEST_CASE("a history that others could read is closed to them", "[terminal][history_file]")
{
    const test::temp_folder scratch;
    const auto path = scratch.at("history");
    std::ofstream(path) << "old\n";
    std::filesystem::permissions(path, std::filesystem::perms(0644));

    REQUIRE(history_file(path, 1000).append("new"));

    CHECK(mode_of(path) == 0600);
    CHECK(must_load(path) == lines{"old", "new"});
}

TEST_CASE("the file never holds more lines than it may", "[terminal][history_file]")
{
    const test::temp_folder scratch;
    const auto path = scratch.at("history");
    history_file history(path, 3);

    for (const auto* line : {"1", "2", "3", "4", "5"})
        REQUIRE(history.append(line));

    CHECK(must_load(path) == lines{"3", "4", "5"});
    CHECK(mode_of(path) == 0600);
    CHECK_FALSE(std::filesystem::exists(path + ".new"));
}

TEST_CASE("shortening keeps what another program appended", "[terminal][history_file]")
{
    const test::temp_folder scratch;
    const auto path = scratch.at("history");
    history_file ours(path, 3);
    REQUIRE(ours.append("1"));
    REQUIRE(ours.append("2"));
    REQUIRE(history_file(path, 3).append("theirs"));

    REQUIRE(ours.append("3"));
    REQUIRE(ours.append("4"));

    CHECK(must_load(path) == lines{"theirs", "3", "4"});
}

TEST_CASE("odd lines and odd files are left out", "[terminal][history_file]")
{
    const test::temp_folder scratch;
    const auto path = scratch.at("history");
    std::ofstream(path) << "whole\n\nhalf";

    CHECK(must_load(path) == lines{"whole"});
    REQUIRE(history_file(path, 9).append("two\nlines"));
    REQUIRE(history_file("", 9).append("nowhere"));
    REQUIRE(history_file("/dev/null", 9).append("nothing"));
    CHECK(must_load(path) == lines{"whole"});
    CHECK(must_load("/dev/null").empty());
    CHECK_FALSE(history_file(scratch.at("history/below"), 9).append("no folder"));
}

TEST_CASE("a pipe in the place of the file does not hold anybody up", "[terminal][history_file]")
{
    const test::temp_folder scratch;
    const auto path = scratch.at("history");
    REQUIRE(::mkfifo(path.c_str(), 0600) == 0);

    CHECK(must_load(path).empty());
    CHECK_FALSE(history_file(path, 9).append("line")); // ENXIO: nobody reads
}
