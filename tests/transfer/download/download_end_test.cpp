#include "support/catch.hpp"
#include "transfer/happy_scripts.hpp"

using namespace sluice;
using namespace sluice::test;

namespace {

using std::chrono::steady_clock;

/// Interrupts at each operation: the run ends soon, and a clean one brings everything.
std::uint64_t interrupt_each_operation(const happy_script& script)
{
    for (std::uint64_t wanted = 1;; ++wanted) {
        script_run run(script);
        run.count_operations();
        run.may_fail();
        auto& attempt = run.attempt();
        attempt.how.stall_limit = std::chrono::minutes(5);
        attempt.watch = [wanted](std::uint64_t number, transfer::download& one,
                                 asio::io_context& io) {
            if (number == wanted) asio::post(io, [&one] { one.interrupt(); });
        };
        INFO(script.title << ", operation " << wanted);

        const auto wrong = run.verdict();

        REQUIRE(wrong == "");
        if (attempt.script.operations() < wanted) return wanted;
    }
}

} // namespace

TEST_CASE("a download of a small file can be interrupted anywhere", "[transfer][interrupt]")
{
    CHECK(interrupt_each_operation(one_small_file()) > 15);
}

TEST_CASE("a download of a large file can be interrupted anywhere", "[transfer][interrupt]")
{
    CHECK(interrupt_each_operation(one_large_file(GENERATE(1U, 3U))) > 15);
}

TEST_CASE("a download of a folder can be interrupted anywhere", "[transfer][interrupt]")
{
    CHECK(interrupt_each_operation(one_folder()) > 15);
}

TEST_CASE("a resumed download can be interrupted anywhere", "[transfer][interrupt]")
{
    CHECK(interrupt_each_operation(one_resumed_file()) > 15);
}

TEST_CASE("a refused connection is dialled again", "[transfer][connector]")
{
    const auto script = GENERATE(0, 1) == 0 ? one_small_file() : one_large_file(3);
    const auto which = GENERATE(1U, 2U, 3U, 4U);
    const auto retries = GENERATE(0U, 3U);
    script_run run(script);
    connection_plan plan;
    plan.refused = GENERATE(errc::unreachable, errc::overloaded);
    run.plan(which, plan);
    run.attempt().how.retries = retries;
    if (retries == 0) run.may_fail();

    CHECK(run.verdict() == "");
}

TEST_CASE("a peer that never accepts ends the download", "[transfer][connector]")
{
    auto& from = *one_small_file().from;
    const temp_folder target(memory_folder());
    download_attempt attempt;
    attempt.target = target.path();
    attempt.names = {{"small.txt", ""}};
    connection_plan plan;
    const auto [refusal, attempts] = GENERATE(
        table<errc, std::size_t>({{errc::unreachable, 8}, {errc::unsupported_version, 2}}));
    plan.refused = refusal;
    attempt.prepare = [&](scripted_connector& connector) { connector.plan_all(plan); };

    const auto outcome = run_download(from, attempt);

    CHECK(outcome.why() == refusal);
    CHECK(outcome.connects <= attempts);
    CHECK(target.names().empty());
}

TEST_CASE("a giver that falls silent is given up at the stall limit", "[transfer][connector]")
{
    auto& from = *one_small_file().from;
    const temp_folder target(memory_folder());
    download_attempt attempt;
    attempt.target = target.path();
    attempt.names = {{"small.txt", ""}};
    attempt.how.retries = 1;
    attempt.how.stall_limit = std::chrono::milliseconds(20);
    connection_plan plan;
    plan.pipe.back.hold_after = 80; // behind the welcome
    attempt.prepare = [&](scripted_connector& connector) { connector.plan_all(plan); };

    const auto outcome = run_download(from, attempt);

    CHECK(outcome.why() == errc::timed_out);
}

TEST_CASE("a download that dials, or backs off, can be interrupted", "[transfer][interrupt]")
{
    auto& from = *one_small_file().from;
    const temp_folder target(memory_folder());
    download_attempt attempt;
    attempt.target = target.path();
    attempt.names = {{"small.txt", ""}};
    attempt.how.first_backoff = std::chrono::hours(1);
    const auto healthy = GENERATE(0U, 1U, 2U); // connections before the one in question
    connection_plan plan;
    if (GENERATE(true, false))
        plan.hangs = true;
    else
        plan.refused = errc::unreachable;
    attempt.prepare = [&](scripted_connector& connector) {
        connector.plan_all(plan);
        connection_plan broken;
        broken.pipe.back.cut_after = 100; // greets, and then no more
        for (std::size_t number = 1; number <= healthy; ++number)
            connector.plan(number, broken);
    };
    attempt.interrupt_after = std::chrono::milliseconds(20);
    const auto started = steady_clock::now();

    const auto outcome = run_download(from, attempt);

    CHECK(outcome.why() == errc::cancelled);
    CHECK(steady_clock::now() - started < std::chrono::seconds(20));
}

TEST_CASE("the end does not wait for a connection that nobody needs", "[transfer][connector]")
{
    // One connection of the two cannot be had; the other one brings the file.
    const auto script = one_large_file(2);
    script_run run(script);
    connection_plan plan;
    if (GENERATE(true, false))
        plan.hangs = true;
    else
        plan.refused = errc::overloaded;
    for (const std::size_t number : {3, 4, 5, 6, 7})
        run.plan(number, plan);
    run.attempt().how.retries = 100;
    run.attempt().how.first_backoff = std::chrono::hours(1);
    const auto started = steady_clock::now();

    CHECK(run.verdict() == "");
    CHECK(steady_clock::now() - started < std::chrono::seconds(20));
}
