#include "state/conformance.hpp"
#include "support/catch.hpp"

namespace sluice::test {

using namespace state;

job_record sample_job(const std::string& id, const std::string& agent)
{
    job_record made;
    made.id = id;
    made.batch = "batch-" + id;
    made.agent = agent;
    made.owner = "ann";
    made.path = "~/data/\"x\".bin";
    made.priority = -3;
    made.rate = 1000;
    made.deadline_ns = 99;
    made.created_ns = 7;
    return made;
}

void add_job(state::store& to, const job_record& made, const std::string& key)
{
    REQUIRE(to.add_jobs({made.batch, made.owner, key, "request", made.created_ns}, {made}));
}

namespace {

job_record found_job(store& in, const std::string& id)
{
    const auto found = in.find_job(id);
    REQUIRE(found);
    REQUIRE(found->has_value());
    return **found;
}

/// Starts a job as the runner does; gives it as it is then.
job_record started(store& in, const std::string& id)
{
    auto one = found_job(in, id);
    one.phase = job_phase::running;
    ++one.epoch;
    ++one.attempts;
    REQUIRE(in.move_job(one, job_phase::queued, "job.started", 1));
    return found_job(in, id);
}

std::vector<std::string> ids_of(const result<std::vector<job_record>>& jobs)
{
    REQUIRE(jobs);
    std::vector<std::string> ids;
    for (const auto& one : *jobs)
        ids.push_back(one.id);
    return ids;
}

using texts = std::vector<std::string>;

void check_moved_fields(store& under)
{
    add_job(under, sample_job("a", "r1"));
    auto moved = found_job(under, "a");
    moved.phase = job_phase::failed;
    ++moved.epoch;
    moved.attempts = 4;
    moved.setbacks = 2;
    moved.next_try_ns = 5;
    moved.deadline_ns = 98;
    moved.started_ns = 6;
    moved.ended_ns = 8;
    moved.reached = {10, 9, 8, 7, 6, 5};
    moved.digest = "00ff";
    moved.code = "not_found";
    moved.detail = "no \"such\" file";

    REQUIRE(under.move_job(moved, job_phase::queued, "job.failed", 8));

    const auto read = found_job(under, "a");
    CHECK(read.number == moved.number);
    CHECK(read.phase == job_phase::failed);
    CHECK(read.epoch == 2);
    CHECK(read.attempts == 4);
    CHECK(read.setbacks == 2);
    CHECK(read.next_try_ns == 5);
    CHECK(read.started_ns == 6);
    CHECK(read.ended_ns == 8);
    CHECK(read.reached == moved.reached);
    CHECK(read.digest == "00ff");
    CHECK(read.code == "not_found");
    CHECK(read.detail == "no \"such\" file");
    CHECK(read.path == "~/data/\"x\".bin");
    CHECK(read.agent == "r1");
    CHECK(read.priority == -3);
    CHECK(read.rate == 1000);
    CHECK(read.deadline_ns == 98);
    CHECK(read.created_ns == 7);
}

void check_lists(store& under)
{
    add_job(under, sample_job("a", "r1"));
    add_job(under, sample_job("b", "r2"));
    auto other = sample_job("c", "r1");
    other.owner = "bob";
    add_job(under, other);
    const auto running = started(under, "b");

    CHECK(ids_of(under.jobs({}, 0, 10)) == texts{"c", "b", "a"});
    CHECK(ids_of(under.jobs({}, 0, 2)) == texts{"c", "b"});
    CHECK(ids_of(under.jobs({}, running.number, 2)) == texts{"a"});
    CHECK(ids_of(under.jobs({{}, "r1", "", false, ""}, 0, 10)) == texts{"c", "a"});
    CHECK(ids_of(under.jobs({{}, "", "batch-b", false, ""}, 0, 10)) == texts{"b"});
    CHECK(ids_of(under.jobs({{}, "", "", true, "ann"}, 0, 10)) == texts{"b", "a"});
    CHECK(ids_of(under.jobs({{}, "", "", true, ""}, 0, 10)).empty());
    const std::vector<job_phase> queued{job_phase::queued, job_phase::failed};
    CHECK(ids_of(under.jobs({queued, "", "", false, ""}, 0, 10)) == texts{"c", "a"});
    CHECK(ids_of(under.unfinished_jobs()) == texts{"a", "b", "c"});
}

void check_sums(store& under)
{
    add_job(under, sample_job("a", "r1"));
    add_job(under, sample_job("b", "r2"));
    const auto running = started(under, "b");
    REQUIRE(under.note_job_progress("b", running.epoch, {100, 60, 50, 40, 1, 0}, 3));

    const auto sums = under.sum_jobs({});

    REQUIRE(sums);
    CHECK((*sums)[0] == job_sum{1, 0, 0});
    CHECK((*sums)[1] == job_sum{1, 100, 40});
    CHECK((*sums)[2] == job_sum{});
    CHECK((*under.sum_jobs({{}, "r1", "", false, ""}))[1] == job_sum{});
}

void check_removal(store& under)
{
    add_job(under, sample_job("a", "r1"));
    CHECK(under.remove_job("a", 1).error() == errc::target_busy);
    auto ended = found_job(under, "a");
    ended.phase = job_phase::cancelled;
    ++ended.epoch;
    REQUIRE(under.move_job(ended, job_phase::queued, "job.cancelled", 2));

    CHECK(*under.remove_job("a", 3));

    CHECK_FALSE(*under.remove_job("a", 4));
    CHECK_FALSE(under.find_job("a")->has_value());
    CHECK_FALSE(under.find_batch("batch-a")->has_value());
}

void check_keys(store& under)
{
    add_job(under, sample_job("a", "r1"), "k");
    auto again = sample_job("b", "r1");

    const auto refused = under.add_jobs({again.batch, "ann", "k", "", 1}, {again});

    REQUIRE_FALSE(refused);
    CHECK(refused.error() == errc::target_exists);
    CHECK_FALSE(under.find_job("b")->has_value());
    CHECK(under.add_jobs({again.batch, "bob", "k", "", 1}, {again}));
    CHECK((*under.find_batch_by_key("ann", "k"))->id == "batch-a");
    CHECK((*under.find_batch_by_key("ann", "k"))->request == "request");
    CHECK((*under.find_batch_by_key("bob", "k"))->id == "batch-b");
    CHECK_FALSE(under.find_batch_by_key("ann", "")->has_value());
    CHECK((*under.find_batch("batch-a"))->key == "k");
}

} // namespace

void check_jobs(const store_factory& make)
{
    const auto under = make();
    SECTION("a job comes back with all it was given and moved to")
    {
        check_moved_fields(*under);
    }
    SECTION("jobs are listed from the newest on, in pages, by what is asked for")
    {
        check_lists(*under);
    }
    SECTION("jobs are counted by phase")
    {
        check_sums(*under);
    }
    SECTION("a job is removed once it has ended, its batch with the last one")
    {
        check_removal(*under);
    }
    SECTION("a key of an owner stands for one batch")
    {
        check_keys(*under);
    }
    SECTION("of a batch with an id that is taken nothing is added")
    {
        add_job(*under, sample_job("a", "r1"));
        CHECK_FALSE(under->add_jobs({"other", "ann", "", "", 1},
                                    {sample_job("b", "r1"), sample_job("a", "r1")}));
        CHECK_FALSE(under->find_job("b")->has_value());
        CHECK_FALSE(under->find_batch("other")->has_value());
    }
}

void check_job_moves(const store_factory& make)
{
    const auto under = make();
    add_job(*under, sample_job("a", "r1"));
    const auto seen = found_job(*under, "a");
    const auto running = started(*under, "a");

    SECTION("who saw an older state moves nothing")
    {
        auto late = seen;
        late.phase = job_phase::cancelled;
        ++late.epoch;
        CHECK(under->move_job(late, job_phase::queued, "job.cancelled", 2).error() == errc::fenced);
        late.epoch = running.epoch + 1;
        CHECK(under->move_job(late, job_phase::queued, "job.cancelled", 2).error() == errc::fenced);
        CHECK(found_job(*under, "a").phase == job_phase::running);
    }
    SECTION("a runner whose job was cancelled commits nothing")
    {
        auto cancelled = running;
        cancelled.phase = job_phase::cancelled;
        ++cancelled.epoch;
        REQUIRE(under->move_job(cancelled, job_phase::running, "job.cancelled", 2));

        auto completed = running;
        completed.phase = job_phase::completed;
        ++completed.epoch;
        CHECK(under->move_job(completed, job_phase::running, "job.completed", 3).error() ==
              errc::fenced);
        CHECK(under->note_job_progress("a", running.epoch, {}, 3).error() == errc::fenced);
        CHECK(under->claim_target("a", running.epoch, {"x", true, "r1/x"}).error() == errc::fenced);
        CHECK(found_job(*under, "a").phase == job_phase::cancelled);
    }
    SECTION("whatever runs is queued when the program starts")
    {
        add_job(*under, sample_job("b", "r1"));
        CHECK(*under->requeue_running_jobs(9) == 1);
        const auto again = found_job(*under, "a");
        CHECK(again.phase == job_phase::queued);
        CHECK(again.epoch == running.epoch + 1);
        CHECK(again.attempts == 1);
        CHECK(found_job(*under, "b").epoch == 1);
        CHECK(*under->requeue_running_jobs(9) == 0);
    }
}

void check_job_targets(const store_factory& make)
{
    const auto under = make();
    for (const std::string id : {"a", "b"})
        add_job(*under, sample_job(id, "r1"));
    const auto a = started(*under, "a");
    const auto b = started(*under, "b");
    const auto claim = [&](const job_record& of, const std::string& target) {
        auto made = under->claim_target(of.id, of.epoch, {"home/x", true, target});
        REQUIRE(made);
        return *made;
    };
    REQUIRE(claim(a, "r1/data/x.bin").empty());

    SECTION("a job keeps its place")
    {
        const auto read = found_job(*under, "a");
        CHECK(read.target == "r1/data/x.bin");
        CHECK(read.resolved == "home/x");
        CHECK(read.is_file);
        CHECK(under->claim_target("a", a.epoch, {"y", true, "r1/y"}).error() == errc::fenced);
    }
    SECTION("no other job gets the same place, one in it or one around it")
    {
        CHECK(claim(b, "r1/data/x.bin") == "r1/data/x.bin");
        CHECK(claim(b, "r1/data/x.bin/y/z") == "r1/data/x.bin");
        CHECK(claim(b, "r1/data") == "r1/data/x.bin");
        CHECK(found_job(*under, "b").target.empty());
        CHECK(claim(b, "r1/data/x.bin.d").empty());
    }
    SECTION("a place stays taken after its job was removed")
    {
        auto ended = found_job(*under, "a");
        ended.phase = job_phase::completed;
        ++ended.epoch;
        REQUIRE(under->move_job(ended, job_phase::running, "job.completed", 2));
        REQUIRE(*under->remove_job("a", 3));
        CHECK(claim(b, "r1/data/x.bin") == "r1/data/x.bin");
    }
}

} // namespace sluice::test
