#include "server/job_rig.hpp"

using namespace sluice;
using namespace sluice::test;
using state::job_phase;

namespace {

using texts = std::vector<std::string>;

} // namespace

TEST_CASE("a job is fetched to a place of its own and is completed", "[server][jobs]")
{
    job_rig rig;
    rig.play([](job_rig& t) -> task<void> {
        const auto agent = t.connect("r1");
        const auto id = co_await t.order("r1", "home/x.bin");
        const auto ended = co_await t.until(id, job_phase::completed);

        CHECK(ended.attempts == 1);
        CHECK(ended.target == "r1/home/x.bin");
        CHECK(ended.resolved == "home/x.bin");
        CHECK(ended.digest == "00ff");
        CHECK(ended.reached.durable == 100);
        CHECK(ended.reached.files_done == 1);
        CHECK(ended.started_ns > 0);
        CHECK(ended.ended_ns >= ended.started_ns);
        CHECK(ended.code.empty());
        REQUIRE(agent->orders.size() == 1);
        CHECK(agent->orders[0].job == id);
        CHECK(agent->orders[0].target == "r1/home/x.bin");
    }(rig));
}

TEST_CASE("two jobs for the same path are never merged", "[server][jobs]")
{
    job_rig rig;
    rig.downloads.write("r1/home/x(1).bin", "older");
    rig.play([](job_rig& t) -> task<void> {
        t.connect("r1");
        texts targets;
        for (int i = 0; i < 2; ++i) {
            const auto id = co_await t.order("r1", "home/x.bin");
            const auto ended = co_await t.until(id, job_phase::completed);
            targets.push_back(ended.target);
        }
        CHECK(targets == texts{"r1/home/x.bin", "r1/home/x(2).bin"});
    }(rig));
}

TEST_CASE("a job waits for an agent that is not there", "[server][jobs]")
{
    job_rig rig;
    rig.play([](job_rig& t) -> task<void> {
        const auto id = co_await t.order("r1", "x");
        co_await let_others_run();
        CHECK(t.job(id).phase == job_phase::queued);
        CHECK(t.desk->waiting_for(t.job(id)) == "waiting for the agent");

        t.connect("r1");
        const auto ended = co_await t.until(id, job_phase::completed);
        CHECK(ended.attempts == 1);
    }(rig));
}

TEST_CASE("a job survives the loss of its agent at every step and goes on at its place",
          "[server][jobs]")
{
    const int step = GENERATE(0, 1, 2, 3);
    INFO("step " << step);
    job_rig rig;
    rig.play([](job_rig& t, int lost_at) -> task<void> {
        auto first = t.connect("r1");
        first->resolve_hangs = lost_at == 0;
        if (lost_at == 1) first->resolve_fails.push_back(fail(errc::peer_closed, "agent"));
        first->usual = hanging(lost_at == 2 ? 0 : 40);
        const auto id = co_await t.order("r1", "x");
        co_await t.until_asked(first);
        if (lost_at >= 2) co_await t.until_running(first, 1);
        const auto before = t.job(id).target;
        t.disconnect(first);
        const auto waiting = co_await t.until(id, job_phase::queued);
        CHECK(waiting.code == "peer_closed");

        t.connect("r1");
        const auto ended = co_await t.until(id, job_phase::completed);
        CHECK(ended.attempts >= 2);
        if (lost_at >= 2) CHECK(ended.target == before);
        CHECK(ended.target == "r1/x");
        CHECK(ended.code.empty());
    }(rig, step));
}

TEST_CASE("a failure that may pass is tried again, one that may not ends the job", "[server][jobs]")
{
    job_rig rig;
    rig.play([](job_rig& t) -> task<void> {
        const auto agent = t.connect("r1");
        agent->scripts = {failing(errc::timed_out), failing(errc::peer_closed, 30),
                          failing(errc::no_space, 60)};
        const auto passing = co_await t.order("r1", "a");
        const auto ended = co_await t.until(passing, job_phase::completed);
        CHECK(ended.attempts == 4);

        for (const auto code : {errc::not_found, errc::checksum_mismatch, errc::permission_denied,
                                errc::outside_root, errc::source_changed}) {
            agent->scripts = {failing(code)};
            const auto id = co_await t.order("r1", "b");
            const auto failed = co_await t.until(id, job_phase::failed);
            CHECK(failed.attempts == 1);
            CHECK(failed.code == code_name(make_error_code(code)));
            CHECK(failed.ended_ns > 0);
        }
    }(rig));
}

TEST_CASE("what the agent does not show ends the job, and so does a place outside",
          "[server][jobs]")
{
    job_rig rig;
    rig.play([](job_rig& t) -> task<void> {
        const auto agent = t.connect("r1");
        agent->resolve_fails = {fail(errc::outside_root, "agent")};
        const auto hidden = co_await t.order("r1", "/etc/shadow");
        const auto refused = co_await t.until(hidden, job_phase::failed);
        CHECK(refused.code == "outside_root");
        CHECK(refused.target.empty());

        for (const std::string lie : {"../../etc/cron.d/x", "/abs", "a/../b", "", "a\nb"}) {
            agent->resolves = [lie](const std::string&) {
                server::resolved_path found;
                found.path = lie;
                found.is_file = true;
                return result<server::resolved_path>(found);
            };
            const auto id = co_await t.order("r1", "x");
            const auto failed = co_await t.until(id, job_phase::failed);
            CHECK(failed.target.empty());
        }
        CHECK(agent->orders.empty());
    }(rig));
}

TEST_CASE("a failure of the store at any step delays a job and no more", "[server][jobs]")
{
    const std::uint64_t step = GENERATE(0U, 1U, 2U, 3U);
    INFO("call " << step);
    job_rig rig;
    rig.store.fails = {step};
    rig.play([](job_rig& t) -> task<void> {
        t.connect("r1");
        const auto id = co_await t.order("r1", "x");
        const auto ended = co_await t.until(id, job_phase::completed);
        CHECK(ended.target == "r1/x");
        CHECK(t.store.calls > *t.store.fails.begin());
    }(rig));
}

TEST_CASE("a hundred agents that come at once are all served", "[server][jobs]")
{
    job_rig rig;
    rig.play([](job_rig& t) -> task<void> {
        texts ids;
        for (int i = 0; i < 100; ++i) {
            auto id = co_await t.order("r" + std::to_string(i), "x");
            ids.push_back(std::move(id));
        }
        for (int i = 0; i < 100; ++i)
            t.connect("r" + std::to_string(i));
        for (const auto& id : ids)
            co_await t.until(id, job_phase::completed);
    }(rig));
    CHECK(rig.store.known_agents()->size() == 100);
}

TEST_CASE("what happens to a job and its agent is told in order", "[server][jobs]")
{
    job_rig rig;
    rig.play([](job_rig& t) -> task<void> {
        const auto agent = t.connect("r1");
        const auto is_known = [&] { return !t.kinds().empty(); };
        co_await t.until_true(is_known);
        agent->scripts = {failing(errc::timed_out)};
        const auto id = co_await t.order("r1", "x");
        co_await t.until(id, job_phase::completed);
        t.disconnect(agent);
        const auto is_gone = [&] { return t.kinds().back() == "agent.gone"; };
        co_await t.until_true(is_gone);
    }(rig));
    auto told = rig.kinds();
    std::erase(told, "job.progress");
    CHECK(told == texts{"agent.connected", "job.queued", "job.started", "job.waiting",
                        "job.started", "job.completed", "agent.gone"});
}

TEST_CASE("progress of a running job is seen in memory and, coarsely, in the store",
          "[server][jobs]")
{
    job_rig rig;
    rig.play([](job_rig& t) -> task<void> {
        const auto agent = t.connect("r1");
        agent->usual = hanging(40);
        const auto id = co_await t.order("r1", "x");
        const auto is_shown = [&] {
            const auto live = t.desk->progress(id);
            return live && live->reached.durable == 40 && live->current == "home/x";
        };
        co_await t.until_true(is_shown);
        const auto is_stored = [&] { return t.job(id).reached.durable == 40; };
        co_await t.until_true(is_stored);
        CHECK(t.job(id).phase == job_phase::running);
        CHECK(t.desk->runner().received_bytes() == 40);
        const auto cancelled = co_await t.desk->cancel(id);
        CHECK(cancelled);
        const auto has_ended = [&] { return !t.desk->progress(id); };
        co_await t.until_true(has_ended);
        CHECK(t.desk->runner().received_bytes() == 40);
    }(rig));
}
