#include "base/rfc3339.hpp"
#include "server/job_rig.hpp"

using namespace sluice;
using namespace sluice::test;
using state::job_phase;

namespace {

using texts = std::vector<std::string>;

} // namespace

TEST_CASE("an agent runs four pulls at once, higher priorities first", "[server][jobs]")
{
    job_rig rig;
    rig.play([](job_rig& t) -> task<void> {
        texts ids;
        for (int i = 0; i < 10; ++i) {
            auto id = co_await t.order("r1", std::to_string(i), i);
            ids.push_back(std::move(id));
        }
        co_await let_others_run(); // the runner has heard of all of them
        const auto agent = t.connect("r1");
        agent->usual = hanging();
        co_await t.until_running(agent, 4);
        co_await let_others_run();
        CHECK(agent->running == 4);
        CHECK(t.desk->runner().pulls_of("r1") == 4);
        CHECK(t.desk->waiting_for(t.job(ids[0])) == "waiting for other pulls of the agent");
        std::set<std::string> targets;
        for (const auto& order : agent->orders)
            targets.insert(order.target);
        CHECK(targets == std::set<std::string>{"r1/9", "r1/8", "r1/7", "r1/6"});
        for (const auto& id : ids) {
            const auto cancelled = co_await t.desk->cancel(id);
            CHECK(cancelled);
        }
        co_await t.until_idle();
        CHECK(agent->most_running == 4);
    }(rig));
}

TEST_CASE("cancelling stops a running pull, and a retry goes on at the same place",
          "[server][jobs]")
{
    job_rig rig;
    rig.play([](job_rig& t) -> task<void> {
        const auto agent = t.connect("r1");
        agent->scripts = {hanging()};
        const auto id = co_await t.order("r1", "x");
        co_await t.until_running(agent, 1);
        const auto cancelled = co_await t.desk->cancel(id);
        REQUIRE(cancelled);
        CHECK(cancelled->phase == job_phase::cancelled);
        co_await t.until_idle();
        CHECK(agent->running == 0);
        CHECK(t.job(id).phase == job_phase::cancelled);
        CHECK(t.job(id).code == "cancelled");
        const auto again = co_await t.desk->cancel(id);
        CHECK(again->epoch == cancelled->epoch);

        const auto queued = co_await t.desk->retry(id);
        REQUIRE(queued);
        const auto ended = co_await t.until(id, job_phase::completed);
        CHECK(ended.target == "r1/x");
        CHECK(ended.attempts == 2);
        const auto refused = co_await t.desk->retry(id);
        CHECK(refused.error() == errc::target_exists);
    }(rig));
}

namespace {

/// A job that hits its deadline so long after it was ordered.
task<state::job_record> overdue_job(job_rig& t, std::chrono::nanoseconds span)
{
    server::job_order wanted;
    wanted.agents = "r1";
    wanted.path = "x";
    wanted.deadline_ns = real_time_ns() + span.count();
    const auto made = co_await t.desk->order(std::move(wanted));
    auto failed = co_await t.until(made->jobs.at(0).id, job_phase::failed);
    co_return failed;
}

} // namespace

TEST_CASE("a waiting job whose deadline passes fails, and a retry has none", "[server][jobs]")
{
    job_rig rig;
    rig.play([](job_rig& t) -> task<void> {
        const auto failed = co_await overdue_job(t, std::chrono::milliseconds(5));
        CHECK(failed.code == "timed_out");
        CHECK(failed.attempts == 0);

        t.connect("r1");
        const auto again = co_await t.desk->retry(failed.id);
        REQUIRE(again);
        CHECK(again->deadline_ns == 0);
        co_await t.until(failed.id, job_phase::completed);
    }(rig));
}

TEST_CASE("a running job whose deadline passes is stopped and fails", "[server][jobs]")
{
    job_rig rig;
    rig.play([](job_rig& t) -> task<void> {
        const auto agent = t.connect("r1");
        agent->usual = hanging();
        // A machine that is busy may need longer to start a pull.
        auto span = std::chrono::milliseconds(20);
        auto failed = co_await overdue_job(t, span);
        while (failed.attempts == 0 && span < std::chrono::seconds(10)) {
            span *= 2;
            failed = co_await overdue_job(t, span);
        }
        CHECK(failed.code == "timed_out");
        CHECK(failed.attempts == 1);
        co_await t.until_idle();
        CHECK(agent->running == 0);
    }(rig));
}
