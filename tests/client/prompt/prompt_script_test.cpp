#include "client/prompt_story.hpp"
#include "support/catch.hpp"

using namespace sluice;
using test::play;

namespace {

using names = std::vector<std::string>;

} // namespace

TEST_CASE("scripts written for the former menu work", "[client][menu]")
{
    const names offered{"a", "b", "c"};

    CHECK(play({"2", "1", "y", "n", "3"}, offered) == "choose, get(a), leave");
    CHECK(play({"2", "1", "n", "n", "3"}, offered) == "choose, get(a), leave");
    CHECK(play({"2", "1", "y", "2", "n", "y", "3"}, offered) == "choose, get(a b) parallel, leave");
    CHECK(play({"1", "2", "b", "n", "n", "1", "3"}, offered) ==
          "list, choose, get(b), list, leave");
    CHECK(play({"1", "3"}, offered) == "list, leave");
}

TEST_CASE("the end of a pipe downloads what was chosen", "[client][menu]")
{
    const names offered{"a", "b"};

    CHECK(play({}, offered) == "leave at the end");
    CHECK(play({"2"}, offered) == "choose, leave at the end");
    CHECK(play({"2", "1"}, offered) == "choose, get(a), leave at the end");
    CHECK(play({"2", "1", "y"}, offered) == "choose, get(a), leave at the end");
    CHECK(play({"2", "1", "y", "2", "n"}, offered) == "choose, get(a b), leave at the end");
}

TEST_CASE("a person who leaves in the middle downloads nothing", "[client][menu]")
{
    CHECK(play({"2", "1", "n"}, {"a"}, true) ==
          "choose, say(nothing downloaded)0, leave at the end");
    CHECK(play({"2"}, {"a"}, true) == "choose, leave at the end");
}
