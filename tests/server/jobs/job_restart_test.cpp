#include "server/job_rig.hpp"

using namespace sluice;
using namespace sluice::test;
using state::job_phase;

TEST_CASE("a restart in any state of a job loses nothing", "[server][jobs]")
{
    const int state = GENERATE(0, 1, 2, 3);
    INFO("state " << state);
    job_rig rig;
    std::string id;
    rig.play([](job_rig& t, int at, std::string& made) -> task<void> {
        auto agent = at == 0 ? nullptr : t.connect("r1");
        if (agent) agent->resolve_hangs = at == 1;
        if (at == 2) agent->usual = hanging();
        made = co_await t.order("r1", "x");
        if (at == 1) co_await t.until_asked(agent);
        if (at == 2) co_await t.until_running(agent, 1);
        if (at == 3) co_await t.until(made, job_phase::completed);
        t.desk->stop(deadline::after({}));
        if (agent) t.disconnect(agent); // the session ends with the server
    }(rig, state, id));
    CHECK(rig.job(id).phase == (state == 3 ? job_phase::completed : job_phase::queued));

    rig.open();
    rig.play([](job_rig& t, std::string which) -> task<void> {
        t.connect("r1");
        const auto ended = co_await t.until(which, job_phase::completed);
        CHECK(ended.target == "r1/x");
    }(rig, id));
}

TEST_CASE("a job that ran when the program was killed is queued again and completed",
          "[server][jobs]")
{
    job_rig rig;
    state::job_record row;
    row.id = "a";
    row.batch = "b";
    row.agent = "r1";
    row.path = "x";
    REQUIRE(rig.store.add_jobs({"b", "", "", "", 1}, {row}));
    row.phase = job_phase::running;
    row.epoch = 2;
    row.attempts = 1;
    REQUIRE(rig.store.move_job(row, job_phase::queued, "job.started", 1));
    REQUIRE(rig.store.claim_target("a", 2, {"home/x", true, "r1/home/x"}));

    rig.play([](job_rig& t) -> task<void> {
        const auto agent = t.connect("r1");
        const auto ended = co_await t.until("a", job_phase::completed);
        CHECK(ended.attempts == 2);
        CHECK(ended.target == "r1/home/x");
        CHECK(agent->asked().empty()); // it knows what to fetch
        CHECK(agent->orders[0].from.path == "home/x");
    }(rig));
}

TEST_CASE("a pull that has begun may finish while the server stops", "[server][jobs][drain]")
{
    job_rig rig;
    rig.play([](job_rig& t) -> task<void> {
        const auto agent = t.connect("r1");
        agent->usual = hanging();
        const auto id = co_await t.order("r1", "x");
        co_await t.until_running(agent, 1);

        t.desk->stop(deadline::after(std::chrono::seconds(20)));
        const auto later = co_await t.order("r1", "y");
        co_await let_others_run();
        agent->release();
        co_await t.until_idle();

        CHECK(t.job(id).phase == job_phase::completed);
        CHECK(t.job(id).attempts == 1);
        CHECK(t.job(later).phase == job_phase::queued);
        CHECK(t.job(later).attempts == 0);
    }(rig));
}

TEST_CASE("a pull that does not finish in time is queued again without a setback",
          "[server][jobs][drain]")
{
    job_rig rig;
    rig.play([](job_rig& t) -> task<void> {
        const auto agent = t.connect("r1");
        agent->usual = hanging();
        const auto id = co_await t.order("r1", "x");
        co_await t.until_running(agent, 1);

        t.desk->stop(deadline::after(std::chrono::milliseconds(5)));
        co_await t.until_idle();

        const auto left = t.job(id);
        CHECK(left.phase == job_phase::queued);
        CHECK(left.code == "going_away");
        CHECK(left.setbacks == 0);
        CHECK(left.next_try_ns == 0);
        CHECK(left.reached.verified == 40);
    }(rig));
}

TEST_CASE("a stopping server begins no pull that it still asked about", "[server][jobs][drain]")
{
    job_rig rig;
    rig.play([](job_rig& t) -> task<void> {
        const auto agent = t.connect("r1");
        agent->resolve_hangs = true;
        const auto id = co_await t.order("r1", "x");
        co_await t.until_asked(agent);

        t.desk->stop(deadline::after(std::chrono::seconds(20)));
        co_await let_others_run();
        agent->release();
        co_await t.until_idle();

        CHECK(agent->orders.empty());
        CHECK(t.job(id).phase == job_phase::queued);
        CHECK(t.job(id).setbacks == 0);
    }(rig));
}
