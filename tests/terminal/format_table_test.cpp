#include "support/catch.hpp"
#include "terminal/format_table.hpp"

using namespace sluice;
using terminal::column;
using terminal::format_grid;
using terminal::format_table;

TEST_CASE("columns are aligned", "[terminal][format_table]")
{
    const std::vector<column> columns{{.title = "id", .right = true}, {.title = "name"}};

    CHECK(format_table(columns, {{"7", "a"}, {"1234", "long name"}}) == "  id  name\n"
                                                                        "   7  a\n"
                                                                        "1234  long name\n");
    CHECK(format_table(columns, {}) == "id  name\n");
}

TEST_CASE("a table without titles has no first line for them", "[terminal][format_table]")
{
    const std::vector<column> columns(2);

    CHECK(format_table(columns, {{"a", "b"}}) == "a  b\n");
    CHECK(format_table(columns, {}).empty());
}

TEST_CASE("cells are escaped and counted in characters", "[terminal][format_table]")
{
    const std::vector<column> columns(2);

    CHECK(format_table(columns, {{"\xc3\xa4", "x"}, {"\x1b", "y"}}) == "\xc3\xa4     x\n"
                                                                       "\\x1b  y\n");
}

TEST_CASE("a grid is filled down its columns", "[terminal][format_table]")
{
    const std::vector<std::string> texts{"a", "b", "c", "d", "e"};

    CHECK(format_grid(texts, 8) == "a  c  e\nb  d\n");
    CHECK(format_grid(texts, 1) == "a\nb\nc\nd\ne\n");
    CHECK(format_grid({}, 80).empty());
}
