#include "support/catch.hpp"
#include "transfer/happy_scripts.hpp"

using namespace sluice;
using namespace sluice::test;

namespace {

/// Runs the script with a failure at each operation, until there is none left that could fail.
std::uint64_t fail_each_operation(const happy_script& script, unsigned retries)
{
    for (std::uint64_t number = 1;; ++number) {
        script_run run(script);
        run.count_operations();
        run.attempt().how.retries = retries;
        if (retries == 0) run.may_fail();
        run.attempt().script.fail_at(number, errc::peer_closed);
        INFO(script.title << ", " << retries << " retries, operation " << number);

        const auto wrong = run.verdict();

        REQUIRE(wrong == "");
        if (!run.attempt().script.struck()) return number;
    }
}

} // namespace

TEST_CASE("a small file survives a failure of each operation", "[transfer][faults]")
{
    auto script = one_small_file();
    script.most_read = GENERATE(0, 40);
    CHECK(fail_each_operation(script, 3) > 20);
    CHECK(fail_each_operation(script, 0) > 20);
}

TEST_CASE("a large file survives a failure of each operation", "[transfer][faults]")
{
    const auto script = one_large_file(GENERATE(1U, 3U));
    CHECK(fail_each_operation(script, 3) > 50);
    CHECK(fail_each_operation(script, 0) > 50);
}

TEST_CASE("a folder survives a failure of each operation", "[transfer][faults]")
{
    auto script = one_folder();
    script.durability = GENERATE(storage::durability::file, storage::durability::none);
    CHECK(fail_each_operation(script, 3) > 20);
    CHECK(fail_each_operation(script, 0) > 20);
}

TEST_CASE("a resumed file survives a failure of each operation", "[transfer][faults]")
{
    CHECK(fail_each_operation(one_resumed_file(), 3) > 20);
    CHECK(fail_each_operation(one_resumed_file(), 0) > 20);
}
