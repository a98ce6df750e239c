#include "support/catch.hpp"
#include "transfer/give/path_bound.hpp"

using namespace sluice::transfer;

TEST_CASE("a bound covers its path and what lies below, not what only begins alike",
          "[transfer][path_bound]")
{
    const path_bound bound("a/b");
    CHECK(bound.covers("a/b"));
    CHECK(bound.covers("a/b/c"));
    for (const auto* other : {"", "a", "a/bc", "a/b.txt", "b", "a/c"})
        CHECK_FALSE(bound.covers(other));
}

TEST_CASE("the way to a bound is the folders above it", "[transfer][path_bound]")
{
    const path_bound bound("a/b/c");
    CHECK(bound.leads_from(""));
    CHECK(bound.leads_from("a"));
    CHECK(bound.leads_from("a/b"));
    for (const auto* other : {"a/b/c", "a/b/c/d", "b", "a/bb"})
        CHECK_FALSE(bound.leads_from(other));
    CHECK(bound.steps_below("") == std::vector<std::string>{"a", "a/b", "a/b/c"});
    CHECK(bound.steps_below("a/b") == std::vector<std::string>{"a/b/c"});
}

TEST_CASE("without a bound everything is covered", "[transfer][path_bound]")
{
    const path_bound none;
    CHECK(none.is_everything());
    CHECK(none.covers(""));
    CHECK(none.covers("a/b"));
}
