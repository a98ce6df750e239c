#include "support/catch.hpp"
#include "support/failing_calls.hpp"
#include "transfer/happy_scripts.hpp"

using namespace sluice;
using namespace sluice::test;

namespace {

/// Runs the script with each call of the operating system failing in turn.
std::size_t fail_each_call(const happy_script& script, int with, storage::durability how)
{
    for (std::size_t number = 1;; ++number) {
        failing_calls calls(number, mishap::fails, with);
        script_run run(script);
        run.may_fail();
        run.attempt().calls = &calls;
        run.attempt().how.durability = how;
        INFO(script.title << ", call " << number << " fails with " << with);

        const auto wrong = run.verdict();

        INFO("it was " << calls.struck_call());
        REQUIRE(wrong == "");
        if (!calls.struck()) return number;
        const auto& why = run.failure();
        const bool fits = !why || why->code() == fail_errno("", "", with).code() ||
                          *why == errc::io_failed; // of a failed sync, whatever its number
        CHECK(fits);
    }
}

} // namespace

TEST_CASE("a small file survives a failure of each disk call", "[transfer][disk]")
{
    const auto with = GENERATE(EIO, ENOSPC);
    CHECK(fail_each_call(one_small_file(), with, storage::durability::file) > 5);
    CHECK(fail_each_call(one_small_file(), with, storage::durability::none) > 4);
}

TEST_CASE("a large file survives a failure of each disk call", "[transfer][disk]")
{
    const auto with = GENERATE(EIO, ENOSPC);
    CHECK(fail_each_call(one_large_file(1), with, storage::durability::file) > 15);
}

TEST_CASE("a large file over 3 connections survives a failing disk", "[transfer][disk]")
{
    CHECK(fail_each_call(one_large_file(3), ENOSPC, storage::durability::file) > 15);
}

TEST_CASE("a folder survives a failure of each disk call", "[transfer][disk]")
{
    CHECK(fail_each_call(one_folder(), EIO, storage::durability::file) > 100);
}

TEST_CASE("a resumed file survives a failure of each disk call", "[transfer][disk]")
{
    CHECK(fail_each_call(one_resumed_file(), EIO, storage::durability::file) > 10);
}
