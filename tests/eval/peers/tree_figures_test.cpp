#include "eval/child/child.hpp"
#include "eval/peers/tree_figures.hpp"
#include "support/catch.hpp"
#include "support/run_task.hpp"

#include <unistd.h>

using namespace sluice;
using namespace sluice::eval;

TEST_CASE("a tree holds a program and what it started", "[eval][peers]")
{
    asio::io_context io;
    child_options how;
    how.command = {"sh", "-c", "sleep 60 & echo ready; wait"};
    how.listen = true;
    auto shell = child::start(io.get_executor(), std::move(how));
    REQUIRE(shell);
    const auto ready =
        test::run_task(io, (*shell)->read_line(deadline::after(std::chrono::seconds(10))));
    REQUIRE(ready);

    const auto tree = tree_of((*shell)->pid());

    CHECK(tree.size() == 2);
    CHECK(peak_bytes_of(tree) > resident_bytes_of(tree.back()) / 2);
    end_tree((*shell)->pid());
    const auto ended = test::run_task(io, (*shell)->wait(deadline::never()));
    REQUIRE(ended);
    CHECK(ended->status == -9);
}

TEST_CASE("what has gone has no tree and no figures", "[eval][peers]")
{
    CHECK(tree_of(0x3fffffff).empty());
    CHECK(resident_bytes_of(0x3fffffff) == 0);
    CHECK(cpu_seconds_of({0x3fffffff}) == 0);
}
