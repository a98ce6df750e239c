#include "async/sleep.hpp"
#include "async/turnstile.hpp"
#include "support/catch.hpp"
#include "support/run_task.hpp"

#include <thread>

using namespace sluice;
using test::run_task;
using test::soon;

namespace {

task<bool> stay_until_fenced(turnstile& gate, bool& inside)
{
    auto here = co_await asio::this_coro::executor;
    const auto called = std::make_shared<wake_up>(here);
    std::function<void()> interrupt = [called] { called->ring(); };
    auto pass = co_await gate.enter(std::move(interrupt), soon());
    if (!pass) co_return false;
    inside = true;
    co_await called->wait(soon());
    inside = false;
    co_return pass->fenced();
}

task<bool> enter_and_leave(turnstile& gate, const bool& other_inside)
{
    std::function<void()> nothing;
    auto pass = co_await gate.enter(std::move(nothing), soon());
    co_return pass && pass->took_over() && !other_inside;
}

} // namespace

TEST_CASE("an empty turnstile lets in at once", "[async][turnstile]")
{
    asio::io_context io;
    turnstile gate;

    auto pass = run_task(io, gate.enter({}, soon()));

    REQUIRE(pass);
    CHECK_FALSE(pass->fenced());
    CHECK_FALSE(pass->took_over());
}

TEST_CASE("the newest fences who is in and waits until it has left", "[async][turnstile]")
{
    asio::io_context io;
    turnstile gate;
    bool inside = false;
    bool fenced = false;
    bool in_turn = false;
    auto first = [&]() -> task<void> { fenced = co_await stay_until_fenced(gate, inside); };
    auto second = [&]() -> task<void> {
        co_await test::let_others_run();
        in_turn = co_await enter_and_leave(gate, inside);
    };

    asio::co_spawn(io, first(), [](std::exception_ptr) {});
    run_task(io, second());

    CHECK(fenced);
    CHECK(in_turn);
}

TEST_CASE("of two that wait at a turnstile the older gives up", "[async][turnstile]")
{
    asio::io_context io;
    turnstile gate;
    auto held = *run_task(io, gate.enter({}, soon()));
    result<turnstile::pass> older;
    result<turnstile::pass> newer;
    auto wait_first = [&]() -> task<void> { older = co_await gate.enter({}, soon()); };
    auto wait_second = [&]() -> task<void> { newer = co_await gate.enter({}, soon()); };
    auto leave = [&]() -> task<void> {
        co_await test::let_others_run();
        held = {};
    };

    asio::co_spawn(io, wait_first(), [](std::exception_ptr) {});
    asio::co_spawn(io, wait_second(), [](std::exception_ptr) {});
    run_task(io, leave());

    REQUIRE_FALSE(older);
    CHECK(older.error() == errc::fenced);
    CHECK(newer);
}

TEST_CASE("a turnstile whose holder does not leave is given up at the limit", "[async][turnstile]")
{
    asio::io_context io;
    turnstile gate;
    auto held = *run_task(io, gate.enter({}, soon()));

    const auto refused =
        run_task(io, gate.enter({}, deadline::after(std::chrono::milliseconds(5))));

    REQUIRE_FALSE(refused);
    CHECK(refused.error() == errc::timed_out);
    CHECK(held.fenced());
    held = {};
    CHECK(run_task(io, gate.enter({}, soon())));
}

TEST_CASE("threads that keep taking a turnstile over are never in together", "[async][turnstile]")
{
    constexpr int threads = 4;
    constexpr int rounds = 300;
    turnstile gate;
    std::atomic<int> inside = 0;
    std::atomic<int> together = 0;
    std::atomic<int> entered = 0;
    auto visit = [&]() -> task<void> {
        for (int round = 0; round < rounds; ++round) {
            const auto pass = co_await gate.enter({}, soon());
            if (!pass) continue;
            ++entered;
            if (inside.fetch_add(1) > 0) ++together;
            co_await test::let_others_run();
            --inside;
        }
    };

    std::vector<std::thread> running;
    for (int i = 0; i < threads; ++i)
        running.emplace_back([&] {
            asio::io_context io;
            run_task(io, visit());
        });
    for (auto& thread : running)
        thread.join();

    CHECK(together == 0);
    CHECK(entered > 0);
}
