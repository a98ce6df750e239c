#include "state/conformance.hpp"
#include "support/catch.hpp"

namespace sluice::test {

using namespace state;

namespace {

agent_record sample_agent(const std::string& id, std::int64_t when)
{
    agent_record made;
    made.id = id;
    made.name = "sluice-client 0.1";
    made.door = "native";
    made.owner = "ann";
    made.first_seen_ns = when;
    made.last_seen_ns = when;
    return made;
}

void check_life_told(store& under)
{
    add_job(under, sample_job("a", "r1"));
    auto one = **under.find_job("a");
    one.phase = job_phase::running;
    ++one.epoch;
    ++one.attempts;
    REQUIRE(under.move_job(one, job_phase::queued, "job.started", 11));
    const job_figures reached{9, 8, 7, 6, 5, 4};
    REQUIRE(under.note_job_progress("a", one.epoch, reached, 12));
    one.phase = job_phase::failed;
    ++one.epoch;
    one.code = "no_space";
    one.detail = "full";
    REQUIRE(under.move_job(one, job_phase::running, "job.failed", 13));
    REQUIRE(under.remove_job("a", 14));

    const auto all = under.events(0, 100);

    REQUIRE(all);
    REQUIRE(all->size() == 5);
    const std::vector<std::string> kinds{"job.queued", "job.started", "job.progress", "job.failed",
                                         "job.removed"};
    for (std::size_t i = 0; i < kinds.size(); ++i) {
        const auto& what = all->at(i);
        CHECK(what.kind == kinds[i]);
        CHECK(what.job == "a");
        CHECK(what.batch == "batch-a");
        CHECK(what.agent == "r1");
        CHECK(what.owner == "ann");
        CHECK(what.path == "~/data/\"x\".bin");
        CHECK(what.at_ns == (i == 0 ? 7 : static_cast<std::int64_t>(i) + 10));
        if (i > 0) CHECK(what.sequence > all->at(i - 1).sequence);
    }
    CHECK(all->at(2).reached == reached);
    CHECK(all->at(2).attempts == 1);
    CHECK(all->at(3).code == "no_space");
    CHECK(all->at(3).detail == "full");
    CHECK(*under.newest_event() == all->back().sequence);
}

} // namespace

void check_job_events(const store_factory& make)
{
    const auto under = make();
    SECTION("every change of a job is told, with what it was then")
    {
        check_life_told(*under);
    }
    SECTION("a change that was refused is not told")
    {
        add_job(*under, sample_job("a", "r1"));
        auto one = **under->find_job("a");
        one.epoch += 2;
        REQUIRE_FALSE(under->move_job(one, job_phase::queued, "job.started", 1));
        REQUIRE_FALSE(under->remove_job("a", 1));
        CHECK(under->events(0, 10)->size() == 1);
    }
    SECTION("events are read in pages")
    {
        CHECK(*under->newest_event() == 0);
        for (int i = 0; i < 5; ++i)
            REQUIRE(under->note_agent(sample_agent("r1", i), "agent.connected"));
        const auto first = under->events(0, 3);
        REQUIRE(first->size() == 3);
        const auto rest = under->events(first->back().sequence, 3);
        REQUIRE(rest->size() == 2);
        CHECK(rest->back().at_ns == 4);
        CHECK(under->events(rest->back().sequence, 3)->empty());
    }
    SECTION("the newest events are kept")
    {
        std::vector<job_record> many;
        for (std::uint64_t i = 0; i < job_store::kept_events + 20; ++i) {
            many.push_back(sample_job(std::to_string(i), "r1"));
            many.back().batch = "all";
        }
        REQUIRE(under->add_jobs({"all", "ann", "", "", 1}, many));
        const auto kept = under->events(0, 20'000);
        REQUIRE(kept);
        CHECK(kept->size() == job_store::kept_events);
        CHECK(kept->back().sequence == *under->newest_event());
        CHECK(kept->front().sequence == kept->back().sequence - job_store::kept_events + 1);
    }
}

void check_agents(const store_factory& make)
{
    const auto under = make();
    CHECK(under->known_agents()->empty());
    REQUIRE(under->note_agent(sample_agent("r2", 5), "agent.connected"));
    REQUIRE(under->note_agent(sample_agent("r1", 6), "agent.connected"));
    auto later = sample_agent("r2", 9);
    later.door = "json";
    REQUIRE(under->note_agent(later, "agent.gone"));

    const auto all = under->known_agents();

    REQUIRE(all);
    REQUIRE(all->size() == 2);
    CHECK(all->front().id == "r1");
    const auto& r2 = all->back();
    CHECK(r2.name == "sluice-client 0.1");
    CHECK(r2.door == "json");
    CHECK(r2.owner == "ann");
    CHECK(r2.first_seen_ns == 5);
    CHECK(r2.last_seen_ns == 9);
    const auto told = under->events(0, 10);
    REQUIRE(told->size() == 3);
    CHECK(told->back().kind == "agent.gone");
    CHECK(told->back().agent == "r2");
    CHECK(told->back().at_ns == 9);
}

} // namespace sluice::test
