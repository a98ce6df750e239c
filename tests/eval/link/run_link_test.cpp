#include "eval/link/link_under_test.hpp"
#include "eval/link/run_link.hpp"
#include "support/catch.hpp"

using namespace sluice;
using namespace sluice::eval;
using namespace sluice::eval::test;

namespace {

int status_of(const std::string& script)
{
    const auto got = run_link({}, {"/bin/sh", "-c", script});
    REQUIRE(got);
    return *got;
}

} // namespace

TEST_CASE("a command on a link gives its exit code", "[eval][run_link]")
{
    if (!open_or_skip("0ms")) return;

    CHECK(status_of("exit 7") == 7);
    CHECK(status_of("kill -9 $$") == 128 + 9);
    CHECK(status_of("grep -q link: /proc/net/dev") == 0);
    CHECK(run_link({}, {"/nonexistent/command"}).operator bool());
}

TEST_CASE("a link without a command is a wrong usage", "[eval][run_link]")
{
    const auto got = run_link({}, {});

    REQUIRE_FALSE(got);
    CHECK(got.error() == errc::bad_usage);
}
