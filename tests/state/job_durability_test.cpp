#include "kill_after.hpp"
#include "state/conformance.hpp"
#include "support/temp_folder.hpp"

namespace sluice::test {
namespace {

using namespace state;

/// Starts a job and queues it again, for ever; tells of each move once it is committed.
void move_for_ever(const std::string& folder, const std::function<void()>& tell)
{
    const auto opened = open_store(folder);
    auto job = sample_job("a", "r1");
    if (!opened || !(*opened)->add_jobs({"b", "ann", "", "", 1}, {job})) ::_exit(1);
    while (true) {
        const auto from = job.phase;
        job.phase = from == job_phase::queued ? job_phase::running : job_phase::queued;
        ++job.epoch;
        if (!(*opened)->move_job(job, from, "job.moved", 1)) ::_exit(2);
        tell();
    }
}

} // namespace

TEST_CASE("moves of a job that were acknowledged before a kill are there with their events",
          "[state][durability]")
{
    for (const std::uint64_t commits : {1, 8, 41}) {
        const temp_folder folder;
        const auto told = kill_after(
            [&](const std::function<void()>& tell) { move_for_ever(folder.at("state"), tell); },
            commits);

        const auto again = open_store(folder.at("state"));
        REQUIRE(again);
        const auto job = (*again)->find_job("a");

        REQUIRE(job);
        REQUIRE(job->has_value());
        const auto moves = (*job)->epoch - 1;
        // One more may be committed than was told.
        CHECK(moves >= told);
        CHECK(moves <= told + 1);
        CHECK((*again)->events(0, 1000)->size() == moves + 1);
    }
}

TEST_CASE("the place of a job outlives a restart", "[state][durability]")
{
    const temp_folder folder;
    {
        const auto opened = open_store(folder.at("state"));
        REQUIRE(opened);
        add_job(**opened, sample_job("a", "r1"));
        auto job = **(*opened)->find_job("a");
        job.phase = job_phase::running;
        ++job.epoch;
        REQUIRE((*opened)->move_job(job, job_phase::queued, "job.started", 1));
        REQUIRE((*opened)->claim_target("a", 2, {"home/x", true, "r1/home/x"}));
    }

    const auto again = open_store(folder.at("state"));

    REQUIRE(again);
    CHECK(*(*again)->requeue_running_jobs(2) == 1);
    const auto job = **(*again)->find_job("a");
    CHECK(job.phase == job_phase::queued);
    CHECK(job.target == "r1/home/x");
    CHECK(job.is_file);
}

} // namespace sluice::test
