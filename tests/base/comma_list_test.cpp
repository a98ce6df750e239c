#include "base/comma_list.hpp"
#include "support/catch.hpp"

using sluice::comma_list;

TEST_CASE("a list between commas has nothing empty", "[base][comma_list]")
{
    using words = std::vector<std::string>;
    CHECK(comma_list("").empty());
    CHECK(comma_list(",,").empty());
    CHECK(comma_list("a") == words{"a"});
    CHECK(comma_list("a,b,,c,") == words{"a", "b", "c"});
    CHECK(comma_list(" a , b") == words{" a ", " b"});
}
